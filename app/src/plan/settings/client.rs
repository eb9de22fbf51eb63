//! For whom a project is.

use crate::prelude::*;

use super::{At, Here};
use crate::plan::manage::Settings;
use crate::ui::form::{Form, Select, Submit};
use crate::words::plan as own;

#[component]
pub fn ClientForm(at: At, shown: RwSignal<Settings>) -> impl IntoView {
    let choice = Memo::new(move |_| shown.with(|s| (s.client.clone(), s.clients.clone())));
    move || {
        let (client, clients) = choice.get();
        let none = (String::new(), own::no_client());
        let options: Vec<_> = std::iter::once(none).chain(clients).collect();
        view! {
            <Form to="/do/plan/set_client" name="client" class="form">
                <Here at=at />
                <Select name="client" label=own::client() options=options value=client />
                <div class="form-a"><Submit label=own::set_client() class="b" /></div>
            </Form>
        }
        .into_any()
    }
}
