//! `kafkaws_broker_ami`: from a disk image to an AMI, and back to nothing.

mod bad_images;
mod crashes;
mod disk;
mod imports;
mod lifecycle;
mod loaders;
mod plans;
mod removal;
mod scene;
mod source;
