//! Which links close a circle. In the file's order: a link is kept unless those before it already lead back.
//!
//! A summary begins before its children and ends after them, so a circle can pass through the outline. Each task is
//! two points, its start (even) and its finish (odd); the link goes from a finish to a start whatever its kind,
//! as the file's own program refuses any two tasks that wait for each other.

/// The work a hostile file may cause. Beyond it the links still in doubt are left out.
const STEPS: usize = 20_000_000;
const NAMED: usize = 12;

/// Places in `links` that close a circle, each with the tasks on it; with none where the work ran out.
pub fn closing(parents: &[Option<usize>], links: &[(usize, usize)]) -> Vec<(usize, Vec<usize>)> {
    let points = parents.len() * 2;
    let mut next: Vec<Vec<u32>> = vec![Vec::new(); points];
    for (task, parent) in parents.iter().enumerate() {
        add(&mut next, task * 2, task * 2 + 1);
        if let Some(parent) = parent {
            add(&mut next, parent * 2, task * 2);
            add(&mut next, task * 2 + 1, parent * 2 + 1);
        }
    }
    let mut all = next.clone();
    for (from, to) in links {
        add(&mut all, from * 2 + 1, to * 2);
    }
    let core = core(&all);
    let doubtful = |(from, to): (usize, usize)| {
        core.get(from * 2 + 1) == Some(&true) && core.get(to * 2) == Some(&true)
    };
    let mut left = STEPS;
    let mut closing = Vec::new();
    let mut search = Search {
        came_from: vec![0; points],
        stamp: vec![0; points],
        round: 0,
    };
    for (at, link) in links
        .iter()
        .enumerate()
        .filter(|(_, link)| doubtful(**link))
    {
        let (from, to) = *link;
        match search.path(&next, &core, to * 2, from * 2 + 1, &mut left) {
            Ok(None) => add(&mut next, from * 2 + 1, to * 2),
            Ok(Some(path)) => closing.push((at, path)),
            Err(Exhausted) => closing.push((at, Vec::new())),
        }
    }
    closing
}

fn add(next: &mut [Vec<u32>], from: usize, to: usize) {
    if let (Some(list), Ok(to)) = (next.get_mut(from), u32::try_from(to)) {
        list.push(to);
    }
}

/// Points that are on a circle or between two: what remains when those without a way in, then those without a way
/// out, are taken away again and again.
fn core(next: &[Vec<u32>]) -> Vec<bool> {
    let mut back: Vec<Vec<u32>> = vec![Vec::new(); next.len()];
    for (from, list) in next.iter().enumerate() {
        for to in list {
            add(&mut back, *to as usize, from);
        }
    }
    let mut inside = vec![true; next.len()];
    for (ahead, behind) in [(next, back.as_slice()), (back.as_slice(), next)] {
        let mut waiting: Vec<usize> = behind
            .iter()
            .map(|list| {
                list.iter()
                    .filter(|from| inside.get(**from as usize) == Some(&true))
                    .count()
            })
            .collect();
        let mut free: Vec<usize> = (0..next.len())
            .filter(|p| inside.get(*p) == Some(&true) && waiting.get(*p) == Some(&0))
            .collect();
        while let Some(point) = free.pop() {
            if let Some(mark) = inside.get_mut(point) {
                *mark = false;
            }
            for to in ahead.get(point).into_iter().flatten() {
                let to = *to as usize;
                if let Some(count) = waiting.get_mut(to).filter(|count| **count > 0) {
                    *count -= 1;
                    if *count == 0 && inside.get(to) == Some(&true) {
                        free.push(to);
                    }
                }
            }
        }
    }
    inside
}

struct Exhausted;

struct Search {
    came_from: Vec<usize>,
    stamp: Vec<u32>,
    round: u32,
}

impl Search {
    /// The tasks on a way from one point to another, if there is one.
    fn path(
        &mut self,
        next: &[Vec<u32>],
        core: &[bool],
        from: usize,
        goal: usize,
        left: &mut usize,
    ) -> Result<Option<Vec<usize>>, Exhausted> {
        self.round += 1;
        let mut open = vec![from];
        while let Some(point) = open.pop() {
            if point == goal {
                return Ok(Some(self.named(from, goal)));
            }
            for to in next.get(point).into_iter().flatten() {
                *left = left.checked_sub(1).ok_or(Exhausted)?;
                let to = *to as usize;
                let fresh = core.get(to) == Some(&true) && self.stamp.get(to) != Some(&self.round);
                if let (true, Some(stamp), Some(came)) =
                    (fresh, self.stamp.get_mut(to), self.came_from.get_mut(to))
                {
                    *stamp = self.round;
                    *came = point;
                    open.push(to);
                }
            }
        }
        Ok(None)
    }

    fn named(&self, from: usize, goal: usize) -> Vec<usize> {
        let mut path = vec![goal / 2];
        let mut point = goal;
        while point != from && path.len() < NAMED {
            point = self.came_from.get(point).copied().unwrap_or(from);
            if path.last() != Some(&(point / 2)) {
                path.push(point / 2);
            }
        }
        path.reverse();
        path
    }
}
