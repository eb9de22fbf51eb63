//! `/reset` asks for a code, `/reset/new` sets the password with it.

use crate::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{Threshold, code_from_link};
use crate::ui::form::{CodeField, Field, Form, Submit};
use crate::words;

pub struct ResetPage;

#[lazy_route]
impl LazyRoute for ResetPage {
    fn data() -> Self {
        Self
    }

    fn view(_: Self) -> AnyView {
        view! {
            <Threshold title=words::reset_title() lead=words::reset_lead()>
                <Form to="/do/account/ask_reset" name="reset" class="form">
                    <Field name="email" label=words::email() kind="email" autocomplete="username" />
                    <Submit label=words::reset_button() class="b b-p lo-k" />
                </Form>
                <p class="lo-x"><a class="lk" href="/reset/new">{words::reset_have_code()}</a></p>
                <p class="lo-x"><a class="lk" href="/sign-in">{words::back_to_sign_in()}</a></p>
            </Threshold>
        }
        .into_any()
    }
}

pub struct NewPasswordPage;

#[lazy_route]
impl LazyRoute for NewPasswordPage {
    fn data() -> Self {
        Self
    }

    fn view(_: Self) -> AnyView {
        let code = code_from_link();
        view! {
            <Threshold title=words::reset_new_title() lead=words::password_hint()>
                <Form to="/do/account/reset" name="new" class="form">
                    <CodeField code=code />
                    <Field name="password" label=words::new_password() kind="password" autocomplete="new-password" />
                    <Submit label=words::reset_new_button() class="b b-p lo-k" />
                </Form>
                <p class="lo-x"><a class="lk" href="/sign-in">{words::back_to_sign_in()}</a></p>
            </Threshold>
        }
        .into_any()
    }
}
