//! The query protocols: flattened form bodies in, XML out (STS, EC2, and CloudWatch of older clients).

use crate::http::{Reply, Request, form_pairs};

/// The members of a form body.
#[derive(Debug)]
pub(crate) struct Form(Vec<(String, String)>);

/// One `Filter.N` of an EC2 Describe call.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

impl Form {
    pub(crate) fn of(request: &Request) -> Self {
        Self(form_pairs(&String::from_utf8_lossy(&request.body)))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The call's name.
    pub(crate) fn action(&self) -> &str {
        self.get("Action").unwrap_or_default()
    }

    /// `VpcId.1=..&VpcId.2=..` in order.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        (1..)
            .map_while(|n| self.get(&format!("{name}.{n}")).map(str::to_owned))
            .collect()
    }

    /// Whether anything starts with this, which is how an absent structure is told from a given one.
    pub(crate) fn has(&self, start: &str) -> bool {
        self.0.iter().any(|(key, _)| key.starts_with(start))
    }

    /// The values of all members that start like this.
    pub(crate) fn starting<'a>(&'a self, start: &'a str) -> impl Iterator<Item = &'a str> {
        let wanted = self.0.iter().filter(move |(key, _)| key.starts_with(start));
        wanted.map(|(_, value)| value.as_str())
    }

    /// The same for the same members, in whatever order they came; `without` are left out.
    pub(crate) fn fingerprint(&self, without: &[&str]) -> u64 {
        let mut members: Vec<String> = self
            .0
            .iter()
            .filter(|(key, _)| !without.contains(&key.as_str()))
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        members.sort();
        crate::id::hash(&members.join("\n"))
    }

    pub(crate) fn filters(&self) -> Vec<Filter> {
        let filter = |n: usize| {
            // The model calls the member `filter` in DescribeNetworkInterfaces.
            let prefix = ["Filter", "filter"]
                .map(|name| format!("{name}.{n}"))
                .into_iter()
                .find(|prefix| self.has(&format!("{prefix}.")))?;
            let name = self.get(&format!("{prefix}.Name"))?.to_owned();
            Some(Filter {
                name,
                values: self.list(&format!("{prefix}.Value")),
            })
        };
        (1..).map_while(filter).collect()
    }
}

/// XML as it grows.
#[derive(Debug, Default)]
pub(crate) struct Xml(String);

impl Xml {
    /// `<name>text</name>`.
    pub(crate) fn text(&mut self, name: &str, text: impl AsRef<str>) {
        let escaped = escape(text.as_ref());
        self.0.push_str(&format!("<{name}>{escaped}</{name}>"));
    }

    /// Text of the element around it.
    pub(crate) fn chars(&mut self, text: &str) {
        self.0.push_str(&escape(text));
    }

    /// Like [`Xml::text`], when there is a text.
    pub(crate) fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// A number, when there is one.
    pub(crate) fn number(&mut self, name: &str, number: Option<u64>) {
        self.maybe(name, number.map(|number| number.to_string()).as_deref());
    }

    pub(crate) fn bool(&mut self, name: &str, value: bool) {
        self.text(name, if value { "true" } else { "false" });
    }

    /// `<name>..</name>` around what `f` writes.
    pub(crate) fn nest(&mut self, name: &str, f: impl FnOnce(&mut Self)) {
        self.0.push_str(&format!("<{name}>"));
        f(self);
        self.0.push_str(&format!("</{name}>"));
    }

    /// EC2's lists: every entry is an `item`.
    pub(crate) fn items<T>(
        &mut self,
        name: &str,
        entries: impl IntoIterator<Item = T>,
        mut f: impl FnMut(&mut Self, T),
    ) {
        self.nest(name, |xml| {
            entries
                .into_iter()
                .for_each(|e| xml.nest("item", |xml| f(xml, e)))
        });
    }

    /// What was written elsewhere.
    pub(crate) fn append(&mut self, other: Self) {
        self.0.push_str(&other.0);
    }

    /// This, and then the other.
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// The whole answer, inside the element that carries the namespace.
    pub(crate) fn reply(self, root: &str, namespace: &str, status: u16) -> Reply {
        let body = format!("<{root} xmlns=\"{namespace}\">{}</{root}>", self.0);
        Reply::new(status, "text/xml;charset=UTF-8", body)
    }

    /// The whole answer, inside an element without a namespace, as S3 says no.
    pub(crate) fn plain(self, root: &str, status: u16) -> Reply {
        let body = format!("<{root}>{}</{root}>", self.0);
        Reply::new(status, "application/xml", body)
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Form {
        Form::of(&Request {
            body: body.as_bytes().to_vec(),
            ..Request::default()
        })
    }

    #[test]
    fn lists_and_filters_are_unflattened() {
        let form = form("VpcId.1=a&VpcId.2=b&Filter.1.Name=state&Filter.1.Value.1=available");
        assert_eq!(form.list("VpcId"), ["a", "b"]);
        assert_eq!(form.filters()[0].name, "state");
        assert_eq!(form.filters()[0].values, ["available"]);
    }

    #[test]
    fn text_is_escaped() {
        let mut xml = Xml::default();
        xml.items("set", ["a<b"], |xml, text| xml.text("v", text));
        let body = String::from_utf8(xml.reply("R", "n", 200).body).unwrap();
        assert_eq!(
            body,
            r#"<R xmlns="n"><set><item><v>a&lt;b</v></item></set></R>"#
        );
    }
}
