use super::*;
use crate::people::capacity::Source;

fn day_of(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default()
}

fn fields(name: &str, days: Option<(u32, u32)>, state: State) -> Fields {
    Fields {
        name: name.into(),
        goal: String::new(),
        start: days.map(|(start, _)| day_of(start)),
        finish: days.map(|(_, finish)| day_of(finish)),
        overlaps: false,
        state,
    }
}

fn other(n: u128, fields: Fields) -> Other {
    Other {
        id: Uuid::from_u128(n),
        fields,
    }
}

#[test]
fn an_iteration_has_a_name_and_both_days_or_neither() {
    let made = |name: &str, start: &str, finish: &str| {
        let form = form::CreateIteration {
            id: Uuid::now_v7().to_string(),
            name: name.into(),
            start: start.into(),
            finish: finish.into(),
            ..Default::default()
        };
        new_iteration(&form, day_of(2)).map(|new| (new.fields.start, new.fields.finish))
    };
    assert_eq!(made("One", "", ""), Ok((None, None)));
    assert_eq!(
        made("One", "2026-11-09", "2026-11-20"),
        Ok((Some(day_of(9)), Some(day_of(20))))
    );
    assert_eq!(
        made("One", "2026-11-09", ""),
        Err(Refused::field("finish", Code::Missing))
    );
    assert_eq!(
        made("One", "2026-11-09", "2026-11-08"),
        Err(Refused::field("finish", Code::FinishBeforeStart))
    );
    assert_eq!(
        made("One", "2026-11-09", "2027-11-10"),
        Err(Refused::field_with("finish", Code::TooFar, "366"))
    );
    assert_eq!(
        made("One", "2026-11-09 10:00", "2026-11-20"),
        Err(Refused::field("start", Code::NotADate))
    );
    assert_eq!(
        made(" ", "", ""),
        Err(Refused::field("name", Code::Missing))
    );
}

#[test]
fn days_are_in_one_iteration_unless_it_is_said() {
    let first = other(1, fields("One", Some((2, 13)), State::Planned));
    let others = [first];
    let mut second = fields("Two", Some((13, 27)), State::Planned);
    assert_eq!(
        beside(&second, &others),
        Err(Refused::field_with("start", Code::DaysOverlap, "One"))
    );
    second.overlaps = true;
    assert_eq!(beside(&second, &others), Ok(()));
    let later = fields("Two", Some((14, 27)), State::Planned);
    assert_eq!(beside(&later, &others), Ok(()));
    let undated = fields("Two", None, State::Planned);
    assert_eq!(beside(&undated, &others), Ok(()));
    assert_eq!(
        beside(&fields("ONE", None, State::Planned), &others),
        Err(Refused::field_with("name", Code::Taken, "ONE"))
    );
}

#[test]
fn one_is_under_way_at_a_time_and_has_days() {
    let planned = fields("Two", Some((16, 27)), State::Planned);
    let begun = start(&planned, &[]).map(|(fields, _)| fields.state);
    assert_eq!(begun, Ok(State::Active));
    let others = [other(1, fields("One", Some((2, 13)), State::Active))];
    assert_eq!(
        start(&planned, &others),
        Err(Refused::Conflict {
            code: Code::OtherUnderWay,
            arg: "One".into()
        })
    );
    let Err(Refused::Invalid { fields: missing }) =
        start(&fields("Two", None, State::Planned), &[])
    else {
        panic!("begun without days")
    };
    let missing: Vec<_> = missing.iter().map(|f| (f.field.as_str(), f.code)).collect();
    assert_eq!(
        missing,
        [("start", Code::Missing), ("finish", Code::Missing)]
    );
    let closed = close(&fields("One", Some((2, 13)), State::Active));
    assert_eq!(closed.map(|(fields, _)| fields.state), Ok(State::Closed));
    assert_eq!(close(&planned), Err(Refused::conflict(Code::NotUnderWay)));
    assert_eq!(
        start(&fields("One", Some((2, 13)), State::Closed), &[]),
        Err(Refused::conflict(Code::AlreadyBegun))
    );
}

#[test]
fn what_is_not_done_goes_where_it_is_said() {
    let others = [
        other(1, fields("Someday", None, State::Planned)),
        other(2, fields("Later", Some((23, 27)), State::Planned)),
        other(3, fields("Soon", Some((16, 20)), State::Planned)),
        other(4, fields("Over", Some((2, 6)), State::Closed)),
    ];
    assert_eq!(rest("next", &others), Ok(Rest::Into(Uuid::from_u128(3))));
    assert_eq!(rest("backlog", &others), Ok(Rest::Backlog));
    assert_eq!(rest("stay", &others), Ok(Rest::Stays));
    let by_id = |n: u128| rest(&Uuid::from_u128(n).to_string(), &others);
    assert_eq!(by_id(2), Ok(Rest::Into(Uuid::from_u128(2))));
    let refused = |code| Err(Refused::field("rest", code));
    assert_eq!(by_id(4), refused(Code::NotAChoice));
    assert_eq!(by_id(9), refused(Code::NotAChoice));
    assert_eq!(rest("", &others), refused(Code::Missing));
    assert_eq!(rest("next", &others[3..]), refused(Code::NoNextIteration));
}

#[test]
fn hours_that_are_not_known_are_not_counted_as_none() {
    let sum = |known, unknown_days, source| Sum {
        known,
        unknown_days,
        source,
        holidays_known: true,
    };
    let people = [
        ("Ana".to_owned(), sum(2400, 0, Source::Own)),
        ("Bo".to_owned(), sum(1200, 0, Source::Usual)),
        ("Cy".to_owned(), sum(480, 3, Source::Unknown)),
    ];
    let all = capacity(people);
    assert_eq!((all.minutes, all.people, all.usual), (3600, 2, 1));
    assert_eq!(all.unknown, ["Cy"]);
}

#[test]
fn points_are_read_and_shown_as_they_were_meant() {
    for (typed, kept, shown) in [
        ("3", 300, "3"),
        ("0.5", 50, "0.5"),
        (",25", 25, "0.25"),
        (" 13 ", 1300, "13"),
        ("1000", 100_000, "1000"),
        ("0", 0, "0"),
    ] {
        assert_eq!(points(typed), Ok(Some(kept)), "{typed}");
        assert_eq!(points_shown(kept), shown);
    }
    assert_eq!(points("  "), Ok(None));
    for odd in [
        "-1",
        "1001",
        "3 points",
        "1.234",
        "2h",
        ".",
        "3.",
        "99999999999999999999",
    ] {
        assert_eq!(points(odd), Err(Code::NotPoints.into()), "{odd}");
    }
}
