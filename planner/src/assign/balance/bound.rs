//! How low the highest load could be if tasks could be cut: the largest over all sets of people of what only they can do,
//! over their capacity. Found by maximum flow; each minimum cut names a fuller set (Dinkelbach 1967), and there are few
//! of those.

use std::collections::BTreeMap;

use super::{Load, Team};

/// Above as many edges only one task at a time and the team as a whole are looked at.
const MOST_EDGES: usize = 20_000;

/// `None` when nobody has capacity. Tasks that nobody may do are left out.
pub(super) fn highest(team: &Team) -> Option<Load> {
    let people = &team.people;
    let committed = |who: usize| i64::from(people[who].committed);
    let capacity = |who: usize| i64::from(people[who].capacity);
    let working = (0..people.len()).filter(|who| capacity(*who) > 0);
    let mut bound = working
        .clone()
        .map(|who| Load::new(committed(who), capacity(who)))
        .max()?;
    // Tasks by who may do them: there are few such groups.
    let mut groups: BTreeMap<Vec<u32>, i64> = BTreeMap::new();
    for work in &team.tasks {
        let may = work
            .people
            .iter()
            .map(|who| *who as usize)
            .filter(|who| capacity(*who) > 0);
        let alone = may
            .clone()
            .map(|who| Load::new(committed(who) + i64::from(work.effort), capacity(who)));
        if let Some(alone) = alone.min() {
            bound = bound.max(alone);
            *groups
                .entry(may.map(|who| who as u32).collect())
                .or_default() += i64::from(work.effort);
        }
    }
    let all = Load::new(
        working.clone().map(committed).sum::<i64>() + groups.values().sum::<i64>(),
        working.map(capacity).sum(),
    );
    bound = bound.max(all);
    if groups.keys().map(Vec::len).sum::<usize>() <= MOST_EDGES {
        while let Some(fuller) = fuller_set(team, &groups, bound) {
            bound = fuller;
        }
    }
    Some(bound)
}

/// The load of a set of people who cannot stay at this level with what only they can do; none when all can.
fn fuller_set(team: &Team, groups: &BTreeMap<Vec<u32>, i64>, level: Load) -> Option<Load> {
    let room = team.people.iter().map(|who| {
        let room = i128::from(who.capacity) * i128::from(level.work)
            - i128::from(who.committed) * i128::from(level.capacity);
        room.max(0)
    });
    let mut flow = Pour {
        groups: groups.keys().map(Vec::as_slice).collect(),
        rest: groups
            .values()
            .map(|work| i128::from(*work) * i128::from(level.capacity))
            .collect(),
        room: room.collect(),
        given: groups.keys().map(|people| vec![0; people.len()]).collect(),
        of: vec![Vec::new(); team.people.len()],
    };
    for (group, people) in flow.groups.iter().enumerate() {
        for (place, who) in people.iter().enumerate() {
            flow.of[*who as usize].push((group, place));
        }
    }
    let mut set: Option<Vec<usize>> = None;
    for group in 0..flow.groups.len() {
        if let Some(full) = flow.pour(group) {
            set = Some(full);
            break;
        }
    }
    let set = set?;
    let inside = |people: &[u32]| {
        people
            .iter()
            .all(|who| set.binary_search(&(*who as usize)).is_ok())
    };
    let only: i64 = groups
        .iter()
        .filter(|(people, _)| inside(people))
        .map(|(_, work)| work)
        .sum();
    let committed: i64 = set
        .iter()
        .map(|who| i64::from(team.people[*who].committed))
        .sum();
    let capacity: i64 = set
        .iter()
        .map(|who| i64::from(team.people[*who].capacity))
        .sum();
    Some(Load::new(only + committed, capacity)).filter(|fuller| *fuller > level)
}

/// Work of groups poured into people's room, with shortest augmenting paths (Edmonds and Karp 1972).
struct Pour<'a> {
    groups: Vec<&'a [u32]>,
    rest: Vec<i128>,
    room: Vec<i128>,
    /// By group and place in its list.
    given: Vec<Vec<i128>>,
    /// The places of a person: group, place.
    of: Vec<Vec<(usize, usize)>>,
}

impl Pour<'_> {
    /// All of a group's work; or the people, ascending, who are full and can pass nothing on.
    fn pour(&mut self, group: usize) -> Option<Vec<usize>> {
        while self.rest[group] > 0 {
            // Breadth first from the group over people, and from people over groups they could give work of away.
            let mut from_group: Vec<Option<(usize, usize)>> = vec![None; self.of.len()];
            let mut from_person: Vec<Option<(usize, usize)>> = vec![None; self.groups.len()];
            let mut queue = vec![group];
            let mut end = None;
            let mut at = 0;
            'search: while let Some(&next) = queue.get(at) {
                at += 1;
                for (place, who) in self.groups[next].iter().enumerate() {
                    let who = *who as usize;
                    if from_group[who].is_some() {
                        continue;
                    }
                    from_group[who] = Some((next, place));
                    if self.room[who] > 0 {
                        end = Some(who);
                        break 'search;
                    }
                    for &(other, place) in &self.of[who] {
                        if other != group
                            && from_person[other].is_none()
                            && self.given[other][place] > 0
                        {
                            from_person[other] = Some((who, place));
                            queue.push(other);
                        }
                    }
                }
            }
            let Some(end) = end else {
                return Some(
                    (0..self.of.len())
                        .filter(|who| from_group[*who].is_some())
                        .collect(),
                );
            };
            self.augment(group, end, &from_group, &from_person);
        }
        None
    }

    fn augment(
        &mut self,
        group: usize,
        end: usize,
        from_group: &[Option<(usize, usize)>],
        from_person: &[Option<(usize, usize)>],
    ) {
        let mut path = Vec::new();
        let mut most = self.room[end].min(self.rest[group]);
        let mut who = end;
        while let Some((by, place)) = from_group[who] {
            path.push((by, place, true));
            let Some((before, back)) = from_person[by].filter(|_| by != group) else {
                break;
            };
            path.push((by, back, false));
            most = most.min(self.given[by][back]);
            who = before;
        }
        for (by, place, more) in path {
            self.given[by][place] += if more { most } else { -most };
        }
        self.room[end] -= most;
        self.rest[group] -= most;
    }
}
