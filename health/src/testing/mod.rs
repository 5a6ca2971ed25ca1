//! Fake brokers.
