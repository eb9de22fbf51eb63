//! `/join`: someone follows an invitation.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{Threshold, code_from_link};
use crate::ui::form::{CodeField, Field, Form, Submit, ZoneField};
use crate::words;

pub struct JoinPage;

#[lazy_route]
impl LazyRoute for JoinPage {
    fn data() -> Self {
        Self
    }

    fn view(_: Self) -> AnyView {
        let code = code_from_link();
        view! {
            <Threshold title=words::join_title() lead=words::join_lead()>
                <Form to="/do/account/join" name="join" class="form">
                    <CodeField code=code />
                    <Field name="name" label=words::your_name() autocomplete="name" />
                    <Field name="password" label=words::password() kind="password" autocomplete="new-password" hint=words::password_hint() />
                    <ZoneField />
                    <Submit label=words::join_button() class="b b-p lo-k" />
                </Form>
            </Threshold>
        }
        .into_any()
    }
}
