//! Cards taken by hand: with the mouse at once, with a finger after a moment, so that a board can still be scrolled.
//!
//! The card itself is lifted and follows; the card that it would stand behind, or the column, is marked. Nothing is drawn
//! anew until it is dropped. Near an edge the board or the page scrolls.

use crate::prelude::*;

use super::state::State;

#[cfg(not(feature = "hydrate"))]
pub fn drags(_: State, _: NodeRef<leptos::html::Div>) {}

#[cfg(feature = "hydrate")]
pub use awake::drags;

#[cfg(feature = "hydrate")]
mod awake {
    use std::time::Duration;

    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement, PointerEvent};

    use super::super::keyboard::focus_card;
    use super::super::spot::Spot;
    use super::*;
    use crate::plan::board::target;

    /// As far a pointer moves by accident.
    const SLACK: f64 = 6.0;
    /// So long a finger rests before it lifts.
    const REST: Duration = Duration::from_millis(350);
    /// So near an edge it scrolls, and by so much a step.
    const EDGE: f64 = 56.0;
    const STEP: f64 = 14.0;

    struct Held {
        card: HtmlElement,
        pointer: i32,
        from: (f64, f64),
        /// Where the pointer is, and how far board and page have been scrolled under it.
        at: (f64, f64),
        scrolled: (f64, f64),
        lifted: bool,
        touch: bool,
        clock: Option<IntervalHandle>,
    }

    #[derive(Clone, Copy)]
    struct Hand {
        state: State,
        board: NodeRef<leptos::html::Div>,
        held: StoredValue<Option<Held>, LocalStorage>,
        /// The press that lifted a card opens nothing when it ends.
        spent: StoredValue<bool>,
    }

    pub fn drags(state: State, board: NodeRef<leptos::html::Div>) {
        let held = StoredValue::new_local(None);
        let spent = StoredValue::new(false);
        let hand = Hand {
            state,
            board,
            held,
            spent,
        };
        let heard = [
            window_event_listener(leptos::ev::pointerdown, move |ev| hand.press(&ev)),
            window_event_listener(leptos::ev::pointermove, move |ev| hand.follow(&ev)),
            window_event_listener(leptos::ev::pointerup, move |ev| hand.drop(&ev, true)),
            window_event_listener(leptos::ev::pointercancel, move |ev| hand.drop(&ev, false)),
        ];
        let menu = window_event_listener(leptos::ev::contextmenu, move |ev| {
            if hand.touches() {
                ev.prevent_default();
            }
        });
        // A finger that has lifted a card moves the card, not the page: said to the element, where it can be said.
        Effect::new(move |_| {
            use wasm_bindgen::prelude::Closure;
            let Some(board) = board.get() else { return };
            let heard = Closure::<dyn Fn(web_sys::Event)>::new(move |ev: web_sys::Event| {
                let ends = ev.type_() == "click" && hand.spent.try_get_value() == Some(true);
                if ends {
                    hand.spent.set_value(false);
                    ev.stop_propagation();
                }
                if ends || hand.lifted() {
                    ev.prevent_default();
                }
            });
            for name in ["touchmove", "click"] {
                let heard = heard.as_ref().unchecked_ref();
                let _ = board.add_event_listener_with_callback_and_bool(name, heard, true);
            }
            heard.forget();
        });
        crate::ui::keys::on_key(crate::ui::keys::At::Everywhere, move |key| {
            let escapes = key == "Escape" && hand.lifted();
            if escapes {
                hand.let_go();
            }
            escapes
        });
        on_cleanup(move || {
            hand.let_go();
            for listener in heard {
                listener.remove();
            }
            menu.remove();
        });
    }

    impl Hand {
        fn lifted(self) -> bool {
            let lifted = |held: &Option<Held>| held.as_ref().is_some_and(|held| held.lifted);
            self.held.try_with_value(lifted).unwrap_or(false)
        }

        fn touches(self) -> bool {
            let touches = |held: &Option<Held>| held.as_ref().is_some_and(|held| held.touch);
            self.held.try_with_value(touches).unwrap_or(false)
        }

        fn press(self, ev: &PointerEvent) {
            let target = ev.target().and_then(|t| t.dyn_into::<Element>().ok());
            let Some(target) = target.filter(|_| ev.button() == 0 && ev.is_primary()) else {
                return;
            };
            let within = |what: &str| target.closest(what).ok().flatten();
            let card = within(".board li.tk-l").and_then(|e| e.dyn_into::<HtmlElement>().ok());
            let Some(card) = card.filter(|_| within(".tk-m, button").is_none()) else {
                return;
            };
            let touch = ev.pointer_type() == "touch";
            let from = (f64::from(ev.client_x()), f64::from(ev.client_y()));
            self.held.set_value(Some(Held {
                card,
                pointer: ev.pointer_id(),
                from,
                at: from,
                scrolled: (0.0, 0.0),
                lifted: false,
                touch,
                clock: None,
            }));
            if touch {
                let pointer = ev.pointer_id();
                let rests = move || {
                    let same = |held: &Option<Held>| {
                        held.as_ref()
                            .is_some_and(|held| held.pointer == pointer && !held.lifted)
                    };
                    if self.held.try_with_value(same) == Some(true) {
                        self.lift();
                    }
                };
                let _ = set_timeout(rests, REST);
            }
        }

        fn lift(self) {
            self.spent.set_value(true);
            let clock = set_interval(move || self.scroll(), Duration::from_millis(16));
            self.held.update_value(|held| {
                if let Some(held) = held {
                    held.lifted = true;
                    held.clock = clock.ok();
                    let _ = held.card.class_list().add_1("is-lifted");
                }
            });
            if let Some(board) = self.board.get_untracked() {
                let _ = board.class_list().add_1("is-dragging");
            }
        }

        fn follow(self, ev: &PointerEvent) {
            let at = (f64::from(ev.client_x()), f64::from(ev.client_y()));
            let known = self.held.try_update_value(|held| {
                let held = held
                    .as_mut()
                    .filter(|held| held.pointer == ev.pointer_id())?;
                held.at = at;
                let far = (at.0 - held.from.0).hypot(at.1 - held.from.1) > SLACK;
                Some((held.lifted, held.touch, far))
            });
            match known.flatten() {
                // A finger that moves before it has rested scrolls.
                Some((false, true, true)) => self.let_go(),
                Some((false, false, true)) => {
                    self.lift();
                    self.show();
                }
                Some((true, ..)) => {
                    ev.prevent_default();
                    self.show();
                }
                _ => {}
            }
        }

        /// Puts the card under the pointer, and marks where it would go.
        fn show(self) {
            self.held.with_value(|held| {
                let Some(held) = held else { return };
                let x = held.at.0 - held.from.0 + held.scrolled.0;
                let y = held.at.1 - held.from.1 + held.scrolled.1;
                let style = held.card.style();
                let _ = style.set_property("--x", &format!("{x}px"));
                let _ = style.set_property("--y", &format!("{y}px"));
            });
            target::unmark();
            if let Some((list, after)) = self.under() {
                target::mark(&list, after);
            }
        }

        fn under(self) -> Option<(Element, Option<Element>)> {
            let at = self
                .held
                .with_value(|held| held.as_ref().map(|held| held.at))?;
            target::under(at)
        }

        /// Near an edge the board goes sideways and the page up or down, and the card goes with the pointer.
        fn scroll(self) {
            let Some(board) = self.board.try_get_untracked().flatten() else {
                return;
            };
            let Some((x, y)) = self
                .held
                .try_with_value(|held| held.as_ref().map(|held| held.at))
                .flatten()
            else {
                return;
            };
            let rect = board.get_bounding_client_rect();
            let high = window()
                .inner_height()
                .ok()
                .and_then(|h| h.as_f64())
                .unwrap_or(0.0);
            let by = |at: f64, low: f64, high: f64| match at {
                at if at < low + EDGE => -STEP,
                at if at > high - EDGE => STEP,
                _ => 0.0,
            };
            let (dx, dy) = (by(x, rect.left().max(0.0), rect.right()), by(y, 0.0, high));
            let before = (board.scroll_left(), window().scroll_y().unwrap_or(0.0));
            if dx != 0.0 {
                board.set_scroll_left(board.scroll_left() + dx as i32);
            }
            if dy != 0.0 {
                window().scroll_by_with_x_and_y(0.0, dy);
            }
            let moved = (
                f64::from(board.scroll_left() - before.0),
                window().scroll_y().unwrap_or(0.0) - before.1,
            );
            if moved != (0.0, 0.0) {
                self.held.update_value(|held| {
                    if let Some(held) = held {
                        held.scrolled.0 += moved.0;
                        held.scrolled.1 += moved.1;
                    }
                });
                self.show();
            }
        }

        fn drop(self, ev: &PointerEvent, lands: bool) {
            // Its click follows at once, where there is one.
            let forget = move || _ = self.spent.try_set_value(false);
            let _ = set_timeout(forget, Duration::from_millis(50));
            let ours = |held: &Option<Held>| {
                let held = held
                    .as_ref()
                    .filter(|held| held.pointer == ev.pointer_id())?;
                let attribute = |name: &str| held.card.get_attribute(name);
                Some((held.lifted, attribute("data-id")?, attribute("data-code")?))
            };
            let Some((lifted, id, code)) = self.held.try_with_value(ours).flatten() else {
                return;
            };
            let to = if lifted && lands { self.under() } else { None };
            self.let_go();
            let Some((list, after)) = to else { return };
            let Some(column) = list.get_attribute("data-col") else {
                return;
            };
            let after = after.and_then(|card| card.get_attribute("data-id"));
            self.state.put(&id, Spot { column, after });
            focus_card(&code, "a.t");
        }

        /// The card lies where it lay.
        fn let_go(self) {
            let held = self.held.try_update_value(Option::take).flatten();
            if let Some(held) = held {
                if let Some(clock) = held.clock {
                    clock.clear();
                }
                let _ = held.card.class_list().remove_1("is-lifted");
                let style = held.card.style();
                let _ = style.remove_property("--x");
                let _ = style.remove_property("--y");
            }
            target::unmark();
            if let Some(board) = self.board.try_get_untracked().flatten() {
                let _ = board.class_list().remove_1("is-dragging");
            }
        }
    }
}
