use super::*;

fn read(text: &str) -> Table {
    Table::read(text.as_bytes(), &mut Ledger::default()).unwrap()
}

#[test]
fn cells_are_found_whatever_stands_between() {
    for between in [",", ";", "\t"] {
        let text = "\u{feff}Name|Label|Label\r\n\"Say \"\"hi\"\"|\r\nthen go\"|a|b\r\nx||c\r\n"
            .replace('|', between);
        let table = read(&text);
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[0].one("name"),
            format!("Say \"hi\"{between}\r\nthen go")
        );
        assert_eq!(lines[0].all("Label").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(lines[1].all("LABEL").collect::<Vec<_>>(), ["c"]);
        assert_eq!(
            (table.filled("Label"), table.names()),
            (2, vec!["Name", "Label"])
        );
    }
}

#[test]
fn an_apostrophe_before_a_formula_goes_and_is_said() {
    let mut ledger = Ledger::default();
    let table = Table::read(b"Name,Note\n'=1+2,'tis\n'-x,\n", &mut ledger).unwrap();
    let names: Vec<_> = table.lines().map(|line| line.one("Name")).collect();
    assert_eq!(names, ["=1+2", "-x"]);
    assert_eq!(table.lines().next().unwrap().one("Note"), "'tis");
    let report = ledger.report(crate::exchange::report::Became::default());
    assert_eq!(
        (report.findings[0].code, report.findings[0].count),
        (Code::QuoteDropped, 2)
    );
}

#[test]
fn what_has_no_column_is_said_and_blank_rows_are_counted() {
    let mut ledger = Ledger::default();
    let table = Table::read(b"A,B\n1,2,3\n,\n4\n", &mut ledger).unwrap();
    assert_eq!(table.lines().count(), 2);
    let found: Vec<_> = ledger
        .report(crate::exchange::report::Became::default())
        .findings
        .iter()
        .map(|f| (f.code, f.count))
        .collect();
    assert_eq!(found, [(Code::CellsBeyond, 1), (Code::BlankRow, 1)]);
}

#[test]
fn names_with_commas_are_known_by_the_others() {
    let known = |name: &str| name == "Plan, then build" || name == "Test";
    assert_eq!(
        list("Test, Plan, then build,Other", &known),
        ["Test", "Plan, then build", "Other"]
    );
    assert!(list(" , ", &known).is_empty());
}

#[test]
fn a_table_is_known_by_its_columns() {
    let of = |text: &str| format(text.as_bytes());
    assert_eq!(of("Issue Key;Summary\n"), Ok(Format::Jira));
    assert_eq!(of("Task ID,Created At,Name\n"), Ok(Format::Asana));
    assert_eq!(of("ID,Team,Title,Status\n"), Ok(Format::Linear));
    assert_eq!(of("a,b\n"), Err(NotRead::NotKnown { head: "a,b".into() }));
    // Whatever is no table is refused as what it might have been.
    assert_eq!(of("hello"), Ok(Format::Mspdi));
}
