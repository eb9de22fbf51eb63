use super::*;

fn anywhere(place: &Place) -> bool {
    place.country == "DE" && ["", "BY"].contains(&&*place.region)
        || place.country == "KE" && place.region.is_empty()
}

#[test]
fn lengths_are_read_as_people_write_them() {
    for (typed, minutes) in [
        ("8", 480),
        ("7:30", 450),
        ("7.5", 450),
        ("7,25", 435),
        ("7.75", 465),
        ("", 0),
        ("0", 0),
        (" 6 h", 360),
        ("24", 1440),
    ] {
        assert_eq!(length(typed), Ok(minutes), "{typed}");
    }
    for wrong in [
        "-1", "25", "24:01", "7:60", "x", "7.x", "7.25x", "99999", "1:2:3", "\u{0}",
    ] {
        assert!(length(wrong).is_err(), "{wrong}");
    }
    for minutes in 0..=1440 {
        assert_eq!(length(&length_written(minutes)), Ok(minutes));
    }
}

#[test]
fn hours_are_read_as_they_are_written() {
    let two = vec![Hours::new(540, 750), Hours::new(795, 1020)];
    assert_eq!(hours("9:00-12:30, 13:15–17:00"), Ok(two.clone()));
    assert_eq!(hours(&written(&two)), Ok(two));
    assert_eq!(hours("22:00-06:00"), Ok(vec![Hours::new(1320, 1800)]));
    assert_eq!(
        hours(&written(&[Hours::new(1320, 1800)])),
        hours("22:00-06:00")
    );
    assert_eq!(hours("00:00-24:00"), Ok(vec![Hours::new(0, 1440)]));
    assert_eq!(hours(""), Ok(vec![]));
    for wrong in [
        "9",
        "9:00",
        "9:00-",
        "13:00-17:00 9:00-12:00",
        "9:00-12:00 11:00-13:00",
        "25:00-26:00",
        "22:00-06:00 05:00-23:00",
        "6:00-5:00 5:30-7:00",
    ] {
        assert!(hours(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_week_is_judged_field_by_field() {
    let form = form::SetWeek {
        monday: "8".into(),
        tuesday: "x".into(),
        begins: "nine".into(),
        break_minutes: "45".into(),
        availability: "101".into(),
        first_day: "2026-13-01".into(),
        ..Default::default()
    };
    let Err(Refused::Invalid { fields }) = own_week(&form, anywhere) else {
        panic!("taken")
    };
    let names: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(names, ["first_day", "tuesday", "begins", "availability"]);
}

#[test]
fn a_region_belongs_to_its_country() {
    let of = |country, was, region| place(country, was, region, anywhere).map_err(|e| e.0);
    assert_eq!(of("DE", "DE", "BY"), Ok(Place::new("DE", "BY")));
    assert_eq!(of("KE", "DE", "BY"), Ok(Place::new("KE", "")));
    assert_eq!(of("DE", "", "BY"), Ok(Place::new("DE", "BY")));
    assert_eq!(of("DE", "DE", "XX"), Err("region"));
    assert_eq!(of("XX", "DE", ""), Err("country"));
    assert_eq!(of("", "DE", "BY"), Ok(Place::default()));
}

#[test]
fn time_away_is_judged_field_by_field() {
    let form = form::AskAbsence {
        id: "x".into(),
        kind: "party".into(),
        first_day: "soon".into(),
        ..Default::default()
    };
    let Err(Refused::Invalid { fields }) = new_absence(&form) else {
        panic!("taken")
    };
    let names: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(names, ["kind", "first_day", "id"]);
}

#[test]
fn hours_that_another_saved_meanwhile_stay() {
    let day = |to| Some(vec![Hours::new(540, to)]);
    let shop = |friday| Calendar {
        name: "Shpo".into(),
        place: Place::new("DE", "BY"),
        weekdays: [1020, 1020, 1020, 1020, friday, 1020, 1020]
            .map(day)
            .to_vec(),
        days: vec![],
    };
    let full = "09:00-17:00";
    let form = |name: &str, friday: &str| form::SaveCalendar {
        name: name.into(),
        monday: full.into(),
        tuesday: full.into(),
        wednesday: full.into(),
        thursday: full.into(),
        friday: friday.into(),
        saturday: full.into(),
        sunday: full.into(),
        country: "DE".into(),
        country_was: "DE".into(),
        region: "BY".into(),
        was: crate::edit::shown(&shown_calendar(&shop(1020))),
        ..Default::default()
    };
    // Friday ends at noon since the page was read, and holidays are another country's.
    let now = Calendar {
        place: Place::new("KE", ""),
        ..shop(720)
    };
    let named = Calendar {
        name: "Shop".into(),
        ..now.clone()
    };
    assert_eq!(
        calendar(&form("Shop", full), now.clone(), anywhere),
        Ok(named)
    );
    assert!(matches!(
        calendar(&form("Shop", "10:00-17:00"), now, anywhere),
        Err(Refused::Stale { field, theirs, .. }) if field == "friday" && theirs == "09:00-12:00"
    ));
}

#[test]
fn a_usual_week_merges_with_what_is() {
    let week = |begins| Week {
        minutes: [450; 7],
        begins,
        break_minutes: 30,
    };
    let usual = |begins| Usual {
        week: week(begins),
        place: Place::new("KE", ""),
    };
    let day = || "7:30".to_owned();
    let form = form::SetUsualWeek {
        monday: "6".into(),
        tuesday: day(),
        wednesday: day(),
        thursday: day(),
        friday: day(),
        saturday: day(),
        sunday: day(),
        begins: "09:00".into(),
        break_minutes: "30".into(),
        was: crate::edit::shown(&shown_usual(&week(540), &Place::default())),
        ..Default::default()
    };
    let mut both = usual(480);
    both.week.minutes[0] = 360;
    assert_eq!(usual_week(&form, Some(&usual(480)), anywhere), Ok(both));
}
