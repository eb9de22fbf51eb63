//! Whether a mention is mailed: a part of the settings.

use crate::prelude::*;

use crate::ui::form::{Form, Hidden, Submit};
use crate::words::{self, inbox};

#[component]
pub fn MentionMails(
    workspace: String,
    /// Whether it is; nothing where this server sends no mail.
    mails: Option<bool>,
) -> impl IntoView {
    let choice = match mails {
        None => view! { <p class="q">{inbox::no_mail()}</p> },
        Some(mails) => view! {
            <Form to="/do/inbox/set_mention_mails" name="mention-mails" class="form">
                <Hidden name="workspace" value=workspace />
                <label class="rowck"><input class="ck" type="checkbox" name="form[mails]" value="on" checked=mails /><span>{inbox::mail_me()}</span></label>
                <div class="form-a"><Submit label=words::save() class="b" /></div>
            </Form>
        },
    };
    view! {
        <section class="set">
            <header><h2>{inbox::mentions_by_mail()}</h2><p>{inbox::mentions_by_mail_text()}</p></header>
            {choice}
        </section>
    }
    .into_any()
}
