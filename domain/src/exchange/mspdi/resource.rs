//! People, materials and costs.

use std::collections::HashSet;

use super::{calendar::found, row::Row, task::fields, value};
use crate::exchange::{
    plan::{Plan, Rate, Resource, ResourceKind, Unit},
    report::{Code, Ledger, RowKind},
};

pub enum Read {
    Person(Box<Resource>),
    Placeholder(Option<i64>),
}

pub fn resource(row: &mut Row<'_>) -> Read {
    row.own_taken();
    let uid = row.int("UID");
    let name = row.line("Name");
    row.is(RowKind::Resource, uid, &name);
    let email = row.line("EmailAddress");
    // The file's own program writes a nameless row 0 that stands for nobody.
    let nobody = name.is_empty() && email.is_empty();
    if row.flag("IsNull") == Some(true) || (nobody && uid.is_none_or(|uid| uid <= 0)) {
        row.find(Code::ResourcePlaceholder, "Name", &[]);
        return Read::Placeholder(uid);
    }
    if uid.is_none() {
        row.find(Code::NoUid, "UID", &[]);
    }
    if name.is_empty() {
        row.find(Code::NoName, "Name", &[]);
    }
    let cost = row.flag("IsCostResource").unwrap_or(false);
    let mut resource = Resource {
        uid: uid.unwrap_or(-1),
        id: row.int("ID"),
        name,
        email,
        initials: row.line("Initials"),
        group: row.line("Group"),
        notes: row.text("Notes").unwrap_or_default(),
        kind: row.value("Type", kind).unwrap_or_default(),
        generic: row.flag("IsGeneric").unwrap_or(false),
        max_units: row.units("MaxUnits"),
        calendar: row.reference("CalendarUID"),
        standard_rate: rate(row, "StandardRate", "StandardRateFormat"),
        overtime_rate: rate(row, "OvertimeRate", "OvertimeRateFormat"),
        cost_per_use: row.text("CostPerUse").filter(|text| value::filled(text)),
        fields: fields(row),
    };
    if cost {
        resource.kind = ResourceKind::Cost;
    }
    if let Some(cost) = &resource.cost_per_use {
        row.find(Code::RateAsText, "CostPerUse", &[cost]);
    }
    Read::Person(Box::new(resource))
}

fn kind(text: &str) -> Option<ResourceKind> {
    Some(match text {
        "0" => ResourceKind::Material,
        "1" => ResourceKind::Work,
        "2" => ResourceKind::Cost,
        _ => return None,
    })
}

fn rate(row: &mut Row<'_>, name: &str, format: &str) -> Option<Rate> {
    let format = row.int(format);
    let amount = row.text(name).filter(|text| value::filled(text))?;
    row.find(Code::RateAsText, name, &[&amount]);
    Some(Rate {
        amount: amount.trim().to_owned(),
        // Rates count their units from one: 1 minutes, 2 hours, 3 days, 4 weeks, 5 months.
        per: match format {
            Some(1) => Some(Unit::Minutes),
            Some(2) => Some(Unit::Hours),
            Some(3) => Some(Unit::Days),
            Some(4) => Some(Unit::Weeks),
            Some(5) => Some(Unit::Months),
            _ => None,
        },
    })
}

pub fn settle(plan: &mut Plan, ledger: &mut Ledger) {
    let mut known = HashSet::new();
    let highest = plan.resources.iter().map(|r| r.uid).max();
    let mut next = highest.unwrap_or(0).max(0) + 1;
    for resource in &mut plan.resources {
        if resource.uid >= 0 && known.insert(resource.uid) {
            continue;
        }
        if resource.uid >= 0 {
            ledger.find(Code::DuplicateUid, || {
                found(RowKind::Resource, resource.uid, &resource.name, "UID", next)
            });
        }
        resource.uid = next;
        next += 1;
    }
}
