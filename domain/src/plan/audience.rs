//! For whom a task is: its project's people, or the client too. One that is for people by name, because what it is part
//! of is, stays so; no edit makes it so.

use super::fields::Ground;
use crate::audience::Audience;
use crate::refusal::Code;

/// Why a task cannot be for these people.
pub(super) fn wrong(now: Audience, to: Audience, ground: &Ground) -> Option<Code> {
    if now == Audience::Named || to == Audience::Named {
        return Some(Code::NotAChoice);
    }
    if !to.fits_in(ground.widest) {
        return Some(Code::WiderThanParent);
    }
    if !ground.narrowest.fits_in(to) {
        return Some(Code::PartsAreWider);
    }
    None
}
