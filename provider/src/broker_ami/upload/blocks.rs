//! Writing the blocks of an image into a snapshot, several at a time.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_ebs::Client;
use aws_sdk_ebs::primitives::ByteStream;
use aws_sdk_ebs::types::ChecksumAlgorithm;
use kafkaws_image_manifest::Digest;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;

use super::digest;
use super::fault::UploadFault;
use super::journal::Journal;
use super::progress::Progress as Log;
use crate::aws::error::AwsError;
use crate::aws::wait::{Progress, Waiter};
use crate::broker_ami::image::sparse::{BLOCK, Block, Piece, Sum, read_pieces};

const PUT: &str = "ebs:PutSnapshotBlock";
/// Blocks on their way at a time. With those that wait for their turn they are 12 MiB.
const AT_ONCE: usize = 16;
const READ_AHEAD: usize = 8;

/// What writing takes.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    pub(super) ebs: Client,
    pub(super) waiter: Waiter,
    /// How long one block may take, with everything that passes.
    pub(super) limit: Duration,
    pub(super) snapshot: String,
    pub(super) journal: Arc<Journal>,
}

/// All that a snapshot holds.
#[derive(Debug)]
pub(super) struct Written {
    /// Digests by index.
    pub(super) blocks: BTreeMap<u32, [u8; 32]>,
    /// Of the whole image, if that was asked for.
    pub(super) sha256: Option<Digest>,
}

type Reading = tokio::task::JoinHandle<io::Result<Option<Digest>>>;

/// Writes an image's blocks, but for those that the journal has. `whole`: its SHA-256 is wanted as well.
///
/// # Errors
///
/// What ended it. What is on its way then is given up.
pub(super) async fn write(
    writer: &Writer,
    image: &Path,
    whole: bool,
) -> Result<Written, UploadFault> {
    let unreadable = |source| UploadFault::Unreadable {
        path: PathBuf::from(image),
        source,
    };
    let (sender, receiver) = channel(READ_AHEAD);
    let reading = read(image, whole, sender);
    let blocks = put_all(writer, receiver).await?;
    let sha256 = reading.await?.map_err(unreadable)?;
    Ok(Written { blocks, sha256 })
}

/// On a thread of its own: files have no asynchronous reads, and hashing takes a processor.
fn read(image: &Path, whole: bool, blocks: Sender<Block>) -> Reading {
    let image = image.to_owned();
    tokio::task::spawn_blocking(move || {
        let file = File::open(image)?;
        let mut sum = whole.then(Sum::default);
        let ended = read_pieces(&file, |piece| {
            if let Some(sum) = &mut sum {
                sum.add(&piece);
            }
            hand_on(piece, &blocks)
        })?;
        // Nobody takes blocks any more: what ended the upload is said elsewhere.
        Ok(sum.filter(|_| ended.is_continue()).map(Sum::digest))
    })
}

fn hand_on(piece: Piece, blocks: &Sender<Block>) -> ControlFlow<()> {
    match piece {
        Piece::Zeroes(_) => ControlFlow::Continue(()),
        Piece::Data(block) => match blocks.blocking_send(block) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        },
    }
}

/// Each block is a task, so that digests are made on every processor.
async fn put_all(
    writer: &Writer,
    mut blocks: Receiver<Block>,
) -> Result<BTreeMap<u32, [u8; 32]>, UploadFault> {
    let (mut under_way, mut digests) = (JoinSet::new(), BTreeMap::new());
    let mut log = Log::begin(&writer.snapshot, writer.journal.len());
    while let Some(block) = blocks.recv().await {
        if under_way.len() >= AT_ONCE {
            finished(&mut under_way, &mut digests, &mut log).await?;
        }
        let writer = writer.clone();
        under_way.spawn(async move { put(&writer, block).await });
    }
    while !under_way.is_empty() {
        finished(&mut under_way, &mut digests, &mut log).await?;
    }
    log.end();
    Ok(digests)
}

/// A block that is there.
struct Done {
    index: u32,
    digest: [u8; 32],
    /// Whether it had to be written.
    sent: bool,
}

async fn finished(
    under_way: &mut JoinSet<Result<Done, UploadFault>>,
    digests: &mut BTreeMap<u32, [u8; 32]>,
    log: &mut Log,
) -> Result<(), UploadFault> {
    if let Some(done) = under_way.join_next().await {
        let done = done??;
        digests.insert(done.index, done.digest);
        log.block(done.sent.then_some(BLOCK));
    }
    Ok(())
}

async fn put(writer: &Writer, block: Block) -> Result<Done, UploadFault> {
    let Block { index, bytes, .. } = block;
    let digest = digest::of(&bytes);
    let sent = !writer.journal.has(index, &digest);
    if sent {
        let body = bytes.into();
        let sending = writer
            .waiter
            .until(writer.limit, || send(writer, index, &digest, &body));
        sending.await?;
        writer.journal.acknowledged(index, &digest);
    }
    Ok(Done {
        index,
        digest,
        sent,
    })
}

/// One try. A snapshot that was just started is not known everywhere yet, and EBS asks to send again what it failed to read.
async fn send(
    writer: &Writer,
    index: u32,
    digest: &[u8; 32],
    body: &bytes::Bytes,
) -> Result<Progress<()>, AwsError> {
    let call = writer
        .ebs
        .put_snapshot_block()
        .snapshot_id(&writer.snapshot)
        .block_index(i32::try_from(index).unwrap_or(i32::MAX))
        .block_data(ByteStream::from(body.clone()))
        .data_length(BLOCK as i32)
        .checksum(digest::base64(digest))
        .checksum_algorithm(ChecksumAlgorithm::ChecksumAlgorithmSha256);
    match call.send().await.map_err(AwsError::during(PUT)) {
        Ok(_) => Ok(Progress::Done(())),
        Err(error) if error.is_missing() => Ok(Progress::Pending(format!(
            "waiting for EBS to know the snapshot {}",
            writer.snapshot
        ))),
        Err(error) if error.asks_to_send_again() => Ok(Progress::Pending(error.message)),
        Err(error) => Err(error),
    }
}
