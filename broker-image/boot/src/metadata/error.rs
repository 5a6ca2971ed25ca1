//! What can go wrong with the metadata service, in words that say what to look at.

use thiserror::Error;

/// Why the instance's metadata could not be read.
#[derive(Debug, Error)]
pub(crate) enum MetadataError {
    #[error(
        "no metadata service at {base} ({cause}): this is no EC2 instance, its network is not up, or its \
         HttpEndpoint is disabled"
    )]
    Unreachable {
        base: String,
        #[source]
        cause: Box<ureq::Error>,
    },
    /// The answer to the PUT travels no further than the hop limit, which looks like silence from here.
    #[error(
        "the metadata service at {base} took the request for a token and did not answer: the instance's \
         HttpPutResponseHopLimit is smaller than the hops to here, as from inside a container with a limit of 1"
    )]
    Silent { base: String },
    #[error(
        "the metadata service refused {path} with 403: the instance's HttpEndpoint is disabled, or a proxy stands \
         between"
    )]
    Forbidden { path: String },
    #[error("the metadata service refused the token for {path} with 401")]
    Unauthorized { path: String },
    #[error("this instance has no user data, so it was not launched as a kafkaws broker")]
    NoUserData,
    #[error("the metadata service answered {path} with {status}")]
    Unexpected { path: String, status: u16 },
    #[error("the metadata service's answer to {path} is not text")]
    NotText { path: String },
}
