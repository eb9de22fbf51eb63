use super::*;
use crate::{file, rcpsp::random::Random};

const QUESTIONS: [&str; 11] = [
    r#"{"critical_path":{"start":0,"finish":null,"calendars":[[{"start":0,"finish":480},{"start":1440,"finish":1920}]],"lag_calendar":"successor","tasks":[{"calendar":0,"duration":300,"constraint":"as_soon_as_possible"},{"duration":200,"constraint":{"start_no_earlier_than":30},"deadline":1500,"pinned":null}],"links":[{"from":0,"to":1,"kind":"FS","lag":{"working":10}}]}}"#,
    r#"{"schedule":{"instance":{"durations":[3,3,1],"links":[[0,2]],"capacity":[1],"demand":[[1],[1],[0]]},"seed":1,"budget":{"schedules":10,"nodes":20}}}"#,
    r#"{"schedule_max":{"instance":{"durations":[3,4],"lags":[[0,1,2],[1,0,-3]],"capacity":[1],"demand":[[1],[1]]},"seed":1,"budget":{"schedules":3,"nodes":30}}}"#,
    r#"{"earned":{"baseline":[{"at":0,"value":0},{"at":10,"value":100000}],"status":{"at":4,"earned":30000,"actual":35000}}}"#,
    r#"{"rank":{"need":{"window":{"start":0,"finish":10080},"effort":60,"today":0,"skills":[{"skill":1,"level":2,"hard":true,"weight":1}],"burden":true},"people":[{"skills":[{"skill":1,"level":3}],"calendar":[{"start":0,"finish":480}],"rate":7000},{}],"weights":[1,1,1,1,1,1,1,1]}}"#,
    r#"{"balance":{"team":{"people":[{"capacity":2400},{"capacity":2400,"committed":100,"most_tasks":2}],"tasks":[{"effort":60,"people":[0,1]},{"effort":90,"people":[1]},{"effort":30,"people":[0]}]},"nodes":100}}"#,
    r#"{"mentors":{"cohort":{"mentors":[{"capacity":1,"skills":[{"skill":1,"level":3}]}],"mentees":[{"goals":[{"skill":1,"level":2}],"wishes":[0],"limits":{"never":[]}},{}],"today":0},"weights":[1,1,1,1,1]}}"#,
    r#"{"level":{"portfolio":{"start":0,"calendars":[[{"start":0,"finish":480}]],"resources":[{"skills":[{"skill":1,"level":2}]}],"tasks":[{"duration":60,"needs":[{"named":{"resource":0,"units":100}}]},{"duration":60,"needs":[{"skilled":{"skill":1}}]}]},"seed":1,"budget":{"schedules":9}}}"#,
    r#"{"what_if":{"plan":{"start":0,"calendars":[[{"start":0,"finish":480}]],"tasks":[{"duration":60},{"duration":30}],"links":[{"from":0,"to":1,"kind":"FS"}]},"changes":[{"delay":{"task":0,"minutes":15}}]}}"#,
    r#"{"study":{"study":{"plan":{"start":0,"calendars":[[{"start":0,"finish":4800}]],"tasks":[{"duration":60},{"duration":30}]},"model":{"estimates":[{"task":0,"estimate":{"low":40,"likely":60,"high":200}}]},"changes":[{"deadline":{"task":1,"at":90}}]},"seed":1,"iterations":9}}"#,
    r#"{"crash":{"tasks":[{"normal":10,"least":8,"cost":120},{"normal":10,"least":6,"cost":90}],"links":[[0,1]],"target":15}}"#,
];

#[test]
fn every_question_has_an_answer() {
    for question in QUESTIONS {
        let answer = ask(question);
        assert!(answer.starts_with(r#"{"answer":{"#), "{question}\n{answer}");
        // What is read is what is written.
        let read: Question = serde_json::from_str(question).unwrap();
        assert_eq!(ask(&serde_json::to_string(&read).unwrap()), answer);
    }
    assert!(
        ask(QUESTIONS[0])
            .contains(r#""early":[{"start":0,"finish":300},{"start":310,"finish":1470}]"#)
    );
    assert!(ask("").starts_with(r#"{"error":"#));
    let cycle = QUESTIONS[0].replace(r#""to":1"#, r#""to":0"#);
    assert_eq!(
        ask(&cycle),
        r#"{"error":"the tasks [0] wait for each other"}"#
    );
}

/// Damaged questions, and the JSON files inside them, are refused or answered; a digit more is the commonest damage.
#[test]
fn a_damaged_question_is_refused_or_answered_but_never_a_crash() {
    let mut random = Random::new(61, 0);
    let (mut refused, mut answered) = (0, 0);
    for round in 0..16_500 {
        let mut bytes = QUESTIONS[round % QUESTIONS.len()].as_bytes().to_vec();
        for _ in 0..1 + random.below(3) {
            let at = random.below(bytes.len().max(1));
            if bytes.is_empty() {
                break;
            }
            match random.below(8) {
                0 => bytes[at] = b" -0123456789,:{}[]\""[random.below(19)],
                1 => drop(bytes.remove(at)),
                2 => bytes.truncate(at.max(1)),
                // Where a number stands, another one, often huge.
                _ => {
                    if let Some(digit) = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit()) {
                        let number = ["-1", "-", "9", "2147483647", "-2147483648", "1000000"]
                            [random.below(6)];
                        // Mind the run time: budgets stay as they are.
                        if !bytes[..digit].ends_with(b"schedules\":")
                            && !bytes[..digit].ends_with(b"nodes\":")
                            && !bytes[..digit].ends_with(b"iterations\":")
                        {
                            bytes.splice(digit..=digit, number.bytes());
                        }
                    }
                }
            }
        }
        let question = String::from_utf8_lossy(&bytes);
        if question.contains("schedules\":1000") || question.contains("nodes\":1000") {
            continue;
        }
        let answer = ask(&question);
        assert!(serde_json::from_str::<serde_json::Value>(&answer).is_ok());
        if answer.starts_with(r#"{"error":"#) {
            refused += 1;
        } else {
            answered += 1;
        }
        // The same damage in a file.
        let inner = question.trim_start_matches("{\"critical_path\":");
        drop(file::read(&inner[..inner.len().saturating_sub(1)]));
    }
    assert!(refused > 1_000 && answered > 1_000, "{refused} {answered}");
}

#[test]
fn files_are_told_by_their_text() {
    let inside = |question: &str, from: &str, to: &str| {
        let (_, rest) = question.split_once(from).unwrap();
        let (text, _) = rest.split_once(to).unwrap();
        text.to_owned()
    };
    let plain = inside(QUESTIONS[1], "\"instance\":", ",\"seed\"");
    assert!(matches!(file::read(&plain), Ok(file::File::Plain(_))));
    let max = inside(QUESTIONS[2], "\"instance\":", ",\"seed\"");
    assert!(matches!(file::read(&max), Ok(file::File::Max(_))));
    let plan = QUESTIONS[0].trim_start_matches("{\"critical_path\":");
    assert!(matches!(
        file::read(&plan[..plan.len() - 1]),
        Ok(file::File::Plan(_))
    ));
    assert!(matches!(
        file::read("0 0 0 0\n0 1 0\n1 1 0\n0 1 0\n1 1 0\n"),
        Ok(file::File::Max(_))
    ));
    let refused = file::read("nothing known").unwrap_err().to_string();
    assert!(refused.starts_with("line "), "{refused}");
    assert!(
        file::read("{\"durations\":[1]}")
            .unwrap_err()
            .to_string()
            .contains("missing field")
    );
}
