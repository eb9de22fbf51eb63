//! Sends a change from the browser, with the same bytes that a plain form sends.

use crate::answer::Answer;
use domain::refusal::Refused;

/// Fields of a change that no form holds, such as Undo by its key.
pub type Fields = Vec<(&'static str, String)>;

/// Posts `body` (form-urlencoded, or with a file) to a change's address. The caller spawns it outside of any page, so that leaving
/// the page cancels nothing.
#[cfg(feature = "hydrate")]
pub async fn post(to: &str, body: &wasm_bindgen::JsValue) -> Result<Answer, Refused> {
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(body);
    outlive(&init, body);
    let text = fetch(to, &init).await?;
    crate::json::from_str(&text).map_err(|_| Refused::Reload)
}

/// Most characters of a body that is sent even if its page is left meanwhile; browsers allow 64 KiB of all that are under
/// way.
#[cfg(feature = "hydrate")]
const OUTLIVES: u32 = 8 * 1024;

/// Has a change sent although its page is left or loaded anew in the moment that it is made.
#[cfg(feature = "hydrate")]
fn outlive(init: &web_sys::RequestInit, body: &wasm_bindgen::JsValue) {
    use wasm_bindgen::JsCast;

    let fields = body.dyn_ref::<web_sys::UrlSearchParams>();
    if fields.is_some_and(|fields| fields.to_string().length() <= OUTLIVES) {
        // Where a browser does not know it, it is as before.
        let _ = js_sys::Reflect::set(init, &"keepalive".into(), &true.into());
    }
}

/// The same for a form with files, told how much has been sent, in per cent: `fetch` does not say.
#[cfg(feature = "hydrate")]
pub async fn upload(
    to: &str,
    body: &wasm_bindgen::JsValue,
    told: impl Fn(u32) + 'static,
) -> Result<Answer, Refused> {
    use wasm_bindgen::JsCast;
    use wasm_bindgen::prelude::Closure;

    let lost = |_| Refused::Unreachable;
    let request = web_sys::XmlHttpRequest::new().map_err(lost)?;
    request.open("POST", to).map_err(lost)?;
    request
        .set_request_header("Accept", "application/json")
        .map_err(lost)?;
    let progress =
        Closure::<dyn Fn(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
            if event.length_computable() {
                told((event.loaded() / event.total() * 100.0) as u32);
            }
        });
    let sending = request.upload().map_err(lost)?;
    sending.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let ended = js_sys::Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request
        .send_with_opt_form_data(body.dyn_ref())
        .map_err(lost)?;
    wasm_bindgen_futures::JsFuture::from(ended)
        .await
        .map_err(lost)?;
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status() {
        Ok(200..=299) => crate::json::from_str(&text).map_err(|_| Refused::Reload),
        Ok(0) | Err(_) => Err(Refused::Unreachable),
        Ok(_) => Err(refusal(
            &text,
            request.get_response_header("x-request-id").ok().flatten(),
        )),
    }
}

/// The refusal that an answer is; what is none is our fault.
#[cfg(feature = "hydrate")]
fn refusal(text: &str, request: Option<String>) -> Refused {
    crate::json::from_str(text).unwrap_or_else(|_| Refused::Failed {
        request: request.unwrap_or_default(),
    })
}

/// Reads from a function's address.
#[cfg(feature = "hydrate")]
pub async fn get(to: &str, args: &[(&'static str, String)]) -> Result<String, Refused> {
    let query = web_sys::UrlSearchParams::new().map_err(|_| Refused::Unreachable)?;
    for (name, value) in args {
        query.append(name, value);
    }
    let query = String::from(query.to_string());
    fetch(&format!("{to}?{query}"), &web_sys::RequestInit::new()).await
}

/// On the server nothing is asked over the network.
#[cfg(not(feature = "hydrate"))]
pub async fn get(_: &str, _: &[(&'static str, String)]) -> Result<String, Refused> {
    Err(Refused::Unreachable)
}

/// The answer's text, or the refusal that it is.
#[cfg(feature = "hydrate")]
async fn fetch(to: &str, init: &web_sys::RequestInit) -> Result<String, Refused> {
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;

    let lost = |_| Refused::Unreachable;
    let headers = web_sys::Headers::new().map_err(lost)?;
    headers.set("Accept", "application/json").map_err(lost)?;
    init.set_headers(&headers);
    let window = web_sys::window().ok_or(Refused::Unreachable)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(to, init))
        .await
        .map_err(lost)?;
    let response: web_sys::Response = response.dyn_into().map_err(lost)?;
    let text = JsFuture::from(response.text().map_err(lost)?)
        .await
        .map_err(lost)?
        .as_string()
        .unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    let request = response.headers().get("x-request-id").ok().flatten();
    Err(refusal(&text, request))
}

/// Posts fields that no form holds, with a fresh key.
#[cfg(feature = "hydrate")]
pub async fn post_fields(to: &str, fields: &Fields) -> Result<Answer, Refused> {
    let body = web_sys::UrlSearchParams::new().map_err(|_| Refused::Unreachable)?;
    body.append("_key", &fresh_key());
    for (name, value) in fields {
        body.append(&format!("form[{name}]"), value);
    }
    post(to, &body.into()).await
}

/// On the server nothing is sent: the browser does.
#[cfg(not(feature = "hydrate"))]
pub async fn post_fields(_: &str, _: &Fields) -> Result<Answer, Refused> {
    Err(Refused::Unreachable)
}

/// A UUIDv7 made here: the key of a change, the id of a thing about to be made.
pub fn fresh_key() -> String {
    #[cfg(feature = "hydrate")]
    {
        let window = web_sys::window().and_then(|w| w.crypto().ok());
        let random = window.map(|crypto| {
            let mut bytes = [0u8; 10];
            let _ = crypto.get_random_values_with_u8_array(&mut bytes);
            bytes
        });
        let millis = js_sys::Date::now() as u64;
        uuid::Builder::from_unix_timestamp_millis(millis, &random.unwrap_or_default())
            .into_uuid()
            .to_string()
    }
    #[cfg(all(feature = "ssr", not(feature = "hydrate")))]
    {
        uuid::Uuid::now_v7().to_string()
    }
    #[cfg(not(any(feature = "hydrate", feature = "ssr")))]
    {
        String::new()
    }
}
