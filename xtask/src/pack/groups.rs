//! Which pieces are merged.

/// Bytes of code that are as dear as one more request: before optimising and compressing, which leave about a quarter.
const REQUEST: i64 = 32 * 1024;

/// What is merged grows no larger than this, or it would be over what one file may weigh (`sizes`).
const MOST: i64 = 160 * 1024;

/// The pages that want something: a bit each.
pub type Pages = u128;

/// A file that splitting made.
#[derive(Clone, Debug)]
pub struct Piece {
    pub file: String,
    pub pages: Pages,
    /// Of its code and data.
    pub bytes: i64,
}

/// Pieces that become one file, wanted by each page that wants one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub pieces: Vec<String>,
    pub pages: Pages,
    pub bytes: i64,
}

impl Group {
    /// What merging spares: a request for each page that wants both, less what a page gets that wants only the other.
    fn spared(&self, other: &Self) -> i64 {
        if self.bytes + other.bytes > MOST {
            return 0;
        }
        let count = |pages: Pages| i64::from(pages.count_ones());
        REQUEST * count(self.pages & other.pages)
            - self.bytes * count(other.pages & !self.pages)
            - other.bytes * count(self.pages & !other.pages)
    }
}

/// Begins with what the same pages want, then merges the two that spare most, until no two spare anything. Largest
/// first.
pub fn grouped(pieces: Vec<Piece>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for piece in pieces {
        match groups.iter_mut().find(|group| group.pages == piece.pages) {
            Some(group) => {
                group.pieces.push(piece.file);
                group.bytes += piece.bytes;
            }
            None => groups.push(Group {
                pieces: vec![piece.file],
                pages: piece.pages,
                bytes: piece.bytes,
            }),
        }
    }
    // For each the one that it had best be merged with, so that a step looks at each once.
    let mut best: Vec<_> = (0..groups.len()).map(|n| best_of(&groups, n)).collect();
    while let Some((n, (_, other))) = best
        .iter()
        .enumerate()
        .filter_map(|(n, best)| Some((n, (*best)?)))
        .max_by_key(|(n, (spared, _))| (*spared, std::cmp::Reverse(*n)))
    {
        let (kept, gone) = (n.min(other), n.max(other));
        let taken = groups.swap_remove(gone);
        let last = groups.len();
        best.swap_remove(gone);
        let group = &mut groups[kept];
        group.pieces.extend(taken.pieces);
        group.pages |= taken.pages;
        group.bytes += taken.bytes;
        for n in 0..groups.len() {
            // What stood last stands where the other was.
            if let Some((_, with)) = &mut best[n]
                && *with == last
                && gone != last
            {
                *with = gone;
            }
            let stale =
                best[n].is_some_and(|(_, with)| with == kept || with == gone || with >= last);
            if n == kept || stale {
                best[n] = best_of(&groups, n);
            } else {
                let spared = groups[n].spared(&groups[kept]);
                if spared > best[n].map_or(0, |(spared, _)| spared) {
                    best[n] = Some((spared, kept));
                }
            }
        }
    }
    groups.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.pieces.cmp(&b.pieces)));
    groups
}

fn best_of(groups: &[Group], n: usize) -> Option<(i64, usize)> {
    (0..groups.len())
        .filter(|other| *other != n)
        .map(|other| (groups[n].spared(&groups[other]), other))
        .filter(|(spared, _)| *spared > 0)
        .max_by_key(|(spared, other)| (*spared, std::cmp::Reverse(*other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(file: &str, pages: Pages, bytes: i64) -> Piece {
        Piece {
            file: file.to_owned(),
            pages,
            bytes,
        }
    }

    #[test]
    fn what_is_small_and_wanted_together_is_one() {
        let groups = grouped(vec![
            piece("a", 0b11, 100),
            piece("b", 0b11, 200),
            piece("c", 0b01, 300),
        ]);
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].pages, 0b11);
        assert_eq!(groups[0].bytes, 600);
    }

    #[test]
    fn what_is_large_and_wanted_by_one_is_no_burden_to_others() {
        let groups = grouped(vec![
            piece("both", 0b11, 1000),
            piece("one", 0b01, 4 * REQUEST),
            piece("two", 0b10, 3 * REQUEST),
        ]);
        let files: Vec<_> = groups.iter().map(|group| group.pieces.join(" ")).collect();
        assert_eq!(files, ["one", "two", "both"]);
    }

    #[test]
    fn what_is_merged_stays_small() {
        let pieces: Vec<_> = (0..20)
            .map(|n| piece(&n.to_string(), 1 << (n % 3) | 0b111, MOST / 5))
            .collect();
        let mut pieces = pieces;
        for (n, piece) in pieces.iter_mut().enumerate() {
            piece.pages |= 1 << (10 + n);
        }
        let groups = grouped(pieces);
        assert!(groups.iter().all(|group| group.bytes <= MOST));
        assert!(groups.len() >= 4, "{}", groups.len());
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_twice() {
        let pieces: Vec<_> = (1..200_u128)
            .map(|n| {
                let bytes = i64::try_from(n * 977 % 90_000).unwrap();
                piece(&n.to_string(), n * 2_654_435_761 % 1023 + 1, bytes)
            })
            .collect();
        let groups = grouped(pieces.clone());
        for piece in &pieces {
            let of: Vec<_> = groups
                .iter()
                .filter(|group| group.pieces.contains(&piece.file))
                .collect();
            assert_eq!(of.len(), 1, "{}", piece.file);
            assert_eq!(of[0].pages & piece.pages, piece.pages);
        }
        let bytes = |all: i64, group: &Group| all + group.bytes;
        let all: i64 = pieces.iter().map(|piece| piece.bytes).sum();
        assert_eq!(groups.iter().fold(0, bytes), all);
        assert!(groups.len() < pieces.len() / 2, "{}", groups.len());
    }
}
