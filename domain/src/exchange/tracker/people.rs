//! Whom a file names, each once, in the order in which they come.

use std::collections::HashMap;

use crate::exchange::plan::Resource;
use crate::text::fold;

#[derive(Default)]
pub(in crate::exchange) struct People {
    pub list: Vec<Resource>,
    by: HashMap<String, i64>,
}

impl People {
    /// By the file's own number of them where it has one, else by address, else by name. None: nobody is named.
    pub fn named(&mut self, id: &str, name: &str, email: &str) -> Option<i64> {
        let (id, name, email) = (id.trim(), name.trim(), email.trim());
        let called = [id, email, name].into_iter().find(|one| !one.is_empty())?;
        let known = self.by.get(&fold(called)).copied();
        let uid = known.unwrap_or_else(|| {
            let uid = super::uid(self.list.len());
            self.by.insert(fold(called), uid);
            self.list.push(Resource {
                uid,
                ..Resource::default()
            });
            uid
        });
        // Who is named by a number first may get a name later.
        if let Some(one) = usize::try_from(uid - 1)
            .ok()
            .and_then(|at| self.list.get_mut(at))
        {
            let better = [name, email, id].into_iter().find(|one| !one.is_empty());
            if one.name.is_empty() || (!name.is_empty() && one.name == id) {
                one.name = better.unwrap_or_default().to_owned();
            }
            if one.email.is_empty() {
                let mail = [email, name, id].into_iter().find(|one| is_address(one));
                one.email = mail.unwrap_or_default().to_owned();
            }
        }
        Some(uid)
    }

    pub fn name(&self, uid: i64) -> &str {
        usize::try_from(uid - 1)
            .ok()
            .and_then(|at| self.list.get(at))
            .map_or("", |one| one.name.as_str())
    }
}

fn is_address(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !text.contains(' '))
}
