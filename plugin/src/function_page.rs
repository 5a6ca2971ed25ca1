//! The docs page of a function, in the shape the registry knows from tfplugindocs.

use std::fmt::Write;

use kafkaws_schema::Type;

use crate::function::{Parameter, Signature};

/// The page of a function, in Markdown. `example` is a configuration that works, in HCL.
pub fn render(provider: &str, name: &str, signature: &Signature, example: &str) -> String {
    let Signature {
        summary,
        doc,
        parameters: _,
        variadic: _,
        returns: _,
    } = signature;
    let mut page = format!(
        "---\npage_title: \"{name} function - {provider}\"\nsubcategory: \"\"\n\
         description: |-\n  {summary}\n---\n\n# function: {name}\n\n{doc}\n"
    );
    if !example.trim().is_empty() {
        let example = example.trim();
        let _ = write!(page, "\n## Example Usage\n\n```terraform\n{example}\n```\n");
    }
    let line = line(name, signature);
    let _ = write!(page, "\n## Signature\n\n```text\n{line}\n```\n");
    page.push_str(&arguments(signature));
    page
}

/// `volume_limits(type string, size number) object({...})`.
fn line(name: &str, signature: &Signature) -> String {
    let one = |parameter: &Parameter| format!("{} {}", parameter.name, hcl(&parameter.ty));
    let rest = |parameter: &Parameter| format!("{} {}...", parameter.name, hcl(&parameter.ty));
    let fixed = signature.parameters.iter().map(one);
    let parameters: Vec<_> = fixed.chain(signature.variadic.iter().map(rest)).collect();
    format!(
        "{name}({}) {}",
        parameters.join(", "),
        hcl(&signature.returns)
    )
}

fn arguments(signature: &Signature) -> String {
    let mut text = String::new();
    let fixed = signature.parameters.iter().map(|it| (it, ""));
    let rest = signature.variadic.iter().map(|it| (it, ", Variadic"));
    for (place, (parameter, variadic)) in fixed.chain(rest).enumerate() {
        if place == 0 {
            text.push_str("\n## Arguments\n\n");
        }
        let Parameter { name, doc, ty } = parameter;
        let doc = doc.replace('\n', "\n   ");
        let _ = writeln!(
            text,
            "{}. `{name}` (`{}`{variadic}) {doc}",
            place + 1,
            hcl(ty)
        );
    }
    text
}

/// A type as one writes it in a configuration.
fn hcl(ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Number => "number".to_owned(),
        Type::String => "string".to_owned(),
        Type::Dynamic => "any".to_owned(),
        Type::List(element) => format!("list({})", hcl(element)),
        Type::Set(element) => format!("set({})", hcl(element)),
        Type::Map(element) => format!("map({})", hcl(element)),
        Type::Tuple(elements) => {
            let elements: Vec<_> = elements.iter().map(hcl).collect();
            format!("tuple([{}])", elements.join(", "))
        }
        Type::Object(attributes) => {
            let attributes: Vec<_> = attributes
                .iter()
                .map(|(name, ty)| format!("{name} = {}", hcl(ty)))
                .collect();
            format!("object({{ {} }})", attributes.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(name: &'static str, ty: Type) -> Parameter {
        Parameter {
            name,
            doc: "What it is,\nat length.",
            ty,
        }
    }

    fn signature(parameters: Vec<Parameter>, variadic: Option<Parameter>) -> Signature {
        Signature {
            summary: "Joins words",
            doc: "Joins words.\n\nIn order.",
            parameters,
            variadic,
            returns: Type::String,
        }
    }

    #[test]
    fn a_page() {
        let words = Type::List(Box::new(Type::String));
        let signature = signature(
            vec![parameter("words", words)],
            Some(parameter("more", Type::String)),
        );
        let page = render("acme", "join", &signature, "locals {}\n");
        let expected = "---\npage_title: \"join function - acme\"\nsubcategory: \"\"\n\
            description: |-\n  Joins words\n---\n\n# function: join\n\nJoins words.\n\nIn order.\n\n\
            ## Example Usage\n\n```terraform\nlocals {}\n```\n\n\
            ## Signature\n\n```text\njoin(words list(string), more string...) string\n```\n\n\
            ## Arguments\n\n1. `words` (`list(string)`) What it is,\n   at length.\n\
            2. `more` (`string`, Variadic) What it is,\n   at length.\n";
        assert_eq!(page, expected);
    }

    #[test]
    fn nothing_is_announced_that_is_not_there() {
        let page = render("acme", "now", &signature(Vec::new(), None), "");
        assert!(!page.contains("## Arguments") && !page.contains("## Example"));
        assert!(page.contains("now() string"), "{page}");
    }

    #[test]
    fn types_as_one_writes_them() {
        let number = || Box::new(Type::Number);
        let pair = [("b", Type::Bool), ("a", Type::Dynamic)];
        let object = Type::Object(pair.map(|(name, ty)| (name.to_owned(), ty)).into());
        for (ty, written) in [
            (
                Type::Map(Box::new(Type::List(number()))),
                "map(list(number))",
            ),
            (Type::Set(number()), "set(number)"),
            (
                Type::Tuple(vec![Type::Bool, Type::String]),
                "tuple([bool, string])",
            ),
            (object, "object({ a = any, b = bool })"),
        ] {
            assert_eq!(hcl(&ty), written);
        }
    }
}
