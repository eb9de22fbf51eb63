//! Which offers fit what is typed, and in which order they stand.

use super::super::api::Found;
use super::super::jump::Jump;
use super::super::offers::{self, Leads, Offer};
use crate::prelude::*;
use crate::ui::keys::registry::{ACTIONS, About};

/// So many of what was found by name, and of what was written.
const NAMED: usize = 10;
const WRITTEN: usize = 6;

/// What can be done with what has the focus, where one went last, and the places.
pub fn asks_nothing(jump: Jump, acts: &[Offer], went: &[Offer], places: &[Offer]) -> Vec<Offer> {
    let on = jump.on.with(Option::is_some);
    let about = |offer: &&Offer| {
        let is_about = |id| ACTIONS.iter().any(|a| a.id == id && a.about == About::Task);
        on && matches!(offer.leads, Leads::Key(id) if is_about(id))
    };
    let mut all: Vec<Offer> = acts.iter().filter(about).cloned().collect();
    all.extend(went.iter().cloned());
    all.extend(places.iter().cloned());
    once_each(all)
}

/// What fits of what is on the device, then what the server found of the same.
pub fn all(asked: &[String], device: [&[Offer]; 3], found: &Found, search: Offer) -> Vec<Offer> {
    let device = device.into_iter().flatten();
    let mut all: Vec<Offer> = device.filter(|offer| offer.fits(asked)).cloned().collect();
    // What was found for fewer letters may not fit any more.
    let is_new = found.asked == asked.join(" ");
    let fits = |offer: &Offer| is_new || offer.fits(asked);
    let named = found.named.iter().cloned().map(offers::named);
    let written = found.written.iter().cloned().map(offers::written);
    all.extend(named.filter(fits).take(NAMED));
    all.push(search);
    all.extend(written.filter(fits).take(WRITTEN));
    once_each(all)
}

fn once_each(offers: Vec<Offer>) -> Vec<Offer> {
    let mut once: Vec<Offer> = Vec::with_capacity(offers.len());
    for offer in offers {
        if once.iter().all(|other| other.leads != offer.leads) {
            once.push(offer);
        }
    }
    once
}
