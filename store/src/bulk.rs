//! Many rows in few statements. The registered text inserts one row; the same text with its row repeated inserts as
//! many as are bound, in chunks of few sizes, so that few texts are prepared.

/// Most values of one statement on SQLite: each is looked up among all that stand before it, so that many cost their
/// square, and more than they save.
const BOUND: usize = 500;

/// Rows of one statement that binds so many values for each: a hundred where there are as many and they may be, then
/// thirty, then ten, then what is left.
pub(crate) fn chunk(left: usize, width: usize, is_sqlite: bool) -> usize {
    let fits = |rows: &usize| left >= *rows && (!is_sqlite || rows * width <= BOUND);
    match [100, 30].into_iter().find(fits) {
        Some(rows) => rows,
        None => left.min(10),
    }
}

/// How many values its row binds.
pub(crate) fn width(one: &str) -> usize {
    let row = one
        .split_once("VALUES (")
        .and_then(|(_, rest)| rest.split_once(')'));
    row.and_then(|(row, _)| numbers(row).max()).unwrap_or(0)
}

/// `INSERT … VALUES ($1, $2) …` for this many rows.
pub(crate) fn text(one: &str, rows: usize) -> String {
    let Some((head, rest)) = one.split_once("VALUES (") else {
        return one.to_owned();
    };
    let Some((row, tail)) = rest.split_once(')') else {
        return one.to_owned();
    };
    let width = numbers(row).max().unwrap_or(0);
    let mut text = format!("{head}VALUES ");
    for n in 0..rows {
        if n > 0 {
            text.push_str(", ");
        }
        text.push('(');
        for (part, piece) in row.split('$').enumerate() {
            let digits = piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, after) = piece.split_at(digits);
            match number.parse::<usize>() {
                Ok(number) if part > 0 => text.push_str(&format!("${}{after}", number + n * width)),
                _ => text.push_str(piece),
            }
        }
        text.push(')');
    }
    text.push_str(tail);
    text
}

fn numbers(row: &str) -> impl Iterator<Item = usize> {
    row.split('$').skip(1).filter_map(|piece| {
        let digits: String = piece.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    })
}

/// Inserts every row of a slice with a registered one-row text.
macro_rules! insert_rows {
    ($conn:expr, $text:expr, $rows:expr, |$q:ident, $row:ident| $bind:expr) => {{
        let one: &'static str = $text;
        let mut rest: &[_] = $rows;
        let width = $crate::bulk::width(one);
        let is_sqlite = matches!($conn, $crate::db::Engine::Sqlite(_));
        while !rest.is_empty() {
            let rows = $crate::bulk::chunk(rest.len(), width, is_sqlite);
            let (these, later) = rest.split_at(rows);
            let text = $crate::bulk::text(one, these.len());
            $crate::db::on!($conn, |c| {
                let mut $q = sqlx::query(sqlx::AssertSqlSafe(text));
                for $row in these {
                    $q = $bind;
                }
                $q.execute(c).await.map(|_| ())
            })?;
            rest = later;
        }
    }};
}
pub(crate) use insert_rows;

#[cfg(test)]
mod tests {
    use super::{chunk, text, width};

    fn statements(rows: usize, width: usize, is_sqlite: bool) -> Vec<usize> {
        let (mut left, mut all) = (rows, Vec::new());
        while left > 0 {
            all.push(chunk(left, width, is_sqlite));
            left -= all.last().unwrap();
        }
        all
    }

    #[test]
    fn one_row_becomes_many() {
        let one = "INSERT INTO t (a, b, c) VALUES ($1, 'x', $2) ON CONFLICT (a) DO NOTHING";
        assert_eq!(text(one, 1), one);
        assert_eq!(
            text(one, 3),
            "INSERT INTO t (a, b, c) VALUES ($1, 'x', $2), ($3, 'x', $4), ($5, 'x', $6) ON CONFLICT (a) DO NOTHING"
        );
        let same = "INSERT INTO t (a, b) VALUES ($1, $1)";
        assert_eq!(
            text(same, 2),
            "INSERT INTO t (a, b) VALUES ($1, $1), ($2, $2)"
        );
    }

    #[test]
    fn rows_go_in_by_the_hundred_and_wide_ones_by_less_on_sqlite() {
        let one = "INSERT INTO t (a, b, c) VALUES ($1, 'x', $2) ON CONFLICT (a) DO NOTHING";
        assert_eq!(width(one), 2);
        assert_eq!(statements(245, 5, true), [100, 100, 30, 10, 5]);
        assert_eq!(statements(100, 16, true), [30, 30, 30, 10]);
        assert_eq!(statements(25, 30, true), [10, 10, 5]);
        assert_eq!(statements(130, 30, false), [100, 30]);
    }
}
