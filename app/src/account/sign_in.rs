//! `/sign-in`.

use crate::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::{LazyRoute, lazy_route};

use super::Threshold;
use crate::ui::form::{Field, Form, Hidden, Submit};
use crate::words;

pub struct SignInPage;

#[lazy_route]
impl LazyRoute for SignInPage {
    fn data() -> Self {
        Self
    }

    fn view(_: Self) -> AnyView {
        Effect::new(|_| {
            #[cfg(feature = "hydrate")]
            crate::search::went::forget();
        });
        let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
        view! {
            <Threshold title=words::sign_in_hello() lead=words::sign_in_lead()>
                <Form to="/do/account/sign_in" name="sign-in" class="form">
                    <Hidden name="next" value=next />
                    <Field name="email" label=words::email() kind="email" autocomplete="username" />
                    <Field name="password" label=words::password() kind="password" autocomplete="current-password" />
                    <p class="lo-x"><a class="lk" href="/reset">{words::forgotten()}</a></p>
                    <Submit label=words::sign_in() class="b b-p lo-k" />
                </Form>
            </Threshold>
        }
        .into_any()
    }
}
