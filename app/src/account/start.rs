//! `/start`: the first person creates the workspace, with the code that the program printed.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{Threshold, code_from_link};
use crate::ui::form::{CodeField, Field, Form, Submit, ZoneField};
use crate::words;

pub struct StartPage;

#[lazy_route]
impl LazyRoute for StartPage {
    fn data() -> Self {
        Self
    }

    fn view(_: Self) -> AnyView {
        let code = code_from_link();
        view! {
            <Threshold title=words::start_title() lead=words::start_lead()>
                <Form to="/do/account/create_owner" name="start" class="form">
                    <CodeField code=code />
                    <Field name="workspace" label=words::workspace_name() hint=words::workspace_hint() autocomplete="organization" />
                    <Field name="name" label=words::your_name() autocomplete="name" />
                    <Field name="email" label=words::email() kind="email" autocomplete="username" />
                    <Field name="password" label=words::password() kind="password" autocomplete="new-password" hint=words::password_hint() />
                    <ZoneField />
                    <Submit label=words::start_button() class="b b-p lo-k" />
                </Form>
            </Threshold>
        }
        .into_any()
    }
}
