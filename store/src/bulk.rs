//! Many rows in few statements. The registered text inserts one row; the same text with its row repeated inserts as
//! many as are bound, in chunks of few sizes, so that few texts are prepared.

/// Rows of one statement: a hundred where there are as many, then ten, then what is left.
pub(crate) fn chunk(left: usize) -> usize {
    match left {
        100.. => 100,
        10.. => 10,
        _ => left,
    }
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
        while !rest.is_empty() {
            let (these, later) = rest.split_at($crate::bulk::chunk(rest.len()));
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
    use super::{chunk, text};

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
    fn five_hundred_rows_are_five_statements() {
        let (mut left, mut statements) = (500, 0);
        while left > 0 {
            left -= chunk(left);
            statements += 1;
        }
        assert_eq!(statements, 5);
    }
}
