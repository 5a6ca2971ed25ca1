//! Objects of S3, and those that are being uploaded in parts.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::documents::Documents;
use super::{Algorithm, Contents, Digest, Sum};
use crate::clock::Timestamp;

/// Bytes that came in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Piece {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

/// What is under a key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Object {
    pub(crate) pieces: Vec<Piece>,
    /// Without quotes.
    pub(crate) etag: String,
    pub(crate) sum: Sum,
    pub(crate) modified: Timestamp,
    /// What the client gave and gets back: content type, metadata.
    pub(crate) headers: BTreeMap<String, String>,
}

impl Object {
    pub(crate) fn size(&self) -> u64 {
        self.pieces.iter().map(|piece| piece.size).sum()
    }
}

/// A part of an upload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) piece: Piece,
    pub(crate) etag: String,
    pub(crate) sum: Sum,
    pub(crate) modified: Timestamp,
}

/// An upload in parts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MultipartUpload {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) started: Timestamp,
    pub(crate) headers: BTreeMap<String, String>,
    /// The algorithm that every part is summed with; `None` when the client named none.
    pub(crate) algorithm: Option<Algorithm>,
    pub(crate) composite: bool,
    pub(crate) parts: BTreeMap<u32, Part>,
}

/// All objects of all buckets. Bytes go in before what refers to them.
#[derive(Debug)]
pub(crate) struct Objects {
    contents: Arc<Contents>,
    shelves: Mutex<Shelves>,
}

#[derive(Debug)]
struct Shelves {
    /// By bucket, a slash, and the key.
    objects: Documents<Object>,
    /// By upload id.
    uploads: Documents<MultipartUpload>,
}

impl Objects {
    pub(super) fn in_memory(contents: Arc<Contents>) -> Self {
        let (objects, uploads) = (Documents::in_memory(), Documents::in_memory());
        Self {
            contents,
            shelves: Mutex::new(Shelves { objects, uploads }),
        }
    }

    pub(super) fn open(contents: Arc<Contents>, folder: &Path) -> io::Result<Self> {
        let objects: Documents<Object> = Documents::open(&folder.join("objects"))?;
        let uploads: Documents<MultipartUpload> = Documents::open(&folder.join("uploads"))?;
        let whole = objects.values().flat_map(|object| &object.pieces);
        whole.for_each(|piece| contents.hold(piece.digest));
        let parts = uploads.values().flat_map(|upload| upload.parts.values());
        parts.for_each(|part| contents.hold(part.piece.digest));
        Ok(Self {
            contents,
            shelves: Mutex::new(Shelves { objects, uploads }),
        })
    }

    /// Keeps bytes for something that will refer to them.
    pub(crate) fn store(&self, bytes: &[u8]) -> io::Result<Piece> {
        let digest = Digest::of(bytes);
        self.contents.put(digest, bytes)?;
        Ok(Piece {
            digest,
            size: bytes.len() as u64,
        })
    }

    pub(crate) fn object(&self, bucket: &str, key: &str) -> Option<Object> {
        self.lock().objects.get(&place(bucket, key)).cloned()
    }

    /// Puts an object, whose pieces have been stored for it, over what was there.
    pub(crate) fn put(&self, bucket: &str, key: &str, object: Object) -> io::Result<()> {
        let old = self.lock().objects.put(&place(bucket, key), object)?;
        self.drop_object(old);
        Ok(())
    }

    /// The same object under another key; bytes are not copied.
    pub(crate) fn copy(&self, object: Object, bucket: &str, key: &str) -> io::Result<()> {
        let pieces = object.pieces.iter();
        pieces.for_each(|piece| self.contents.hold(piece.digest));
        self.put(bucket, key, object)
    }

    pub(crate) fn remove(&self, bucket: &str, key: &str) -> io::Result<()> {
        let old = self.lock().objects.remove(&place(bucket, key))?;
        self.drop_object(old);
        Ok(())
    }

    fn drop_object(&self, object: Option<Object>) {
        let pieces = object.into_iter().flat_map(|object| object.pieces);
        pieces.for_each(|piece| self.contents.release(&piece.digest));
    }

    /// The keys of a bucket that start like this, in order, with their objects.
    pub(crate) fn list(&self, bucket: &str, prefix: &str) -> Vec<(String, Object)> {
        let shelves = self.lock();
        let start = place(bucket, prefix);
        let found = shelves.objects.starting(&start);
        found
            .map(|(id, object)| (id[bucket.len() + 1..].to_owned(), object.clone()))
            .collect()
    }

    pub(crate) fn is_empty(&self, bucket: &str) -> bool {
        self.lock()
            .objects
            .starting(&place(bucket, ""))
            .next()
            .is_none()
    }

    /// The bytes of one piece.
    pub(crate) fn piece(&self, piece: &Piece) -> io::Result<Arc<[u8]>> {
        self.contents.get(&piece.digest)
    }

    /// Bytes of an object, from `start` to before `end`.
    pub(crate) fn read(&self, object: &Object, start: u64, end: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut at = 0;
        for piece in &object.pieces {
            let (from, to) = (start.max(at), end.min(at + piece.size));
            if from < to {
                let whole = self.contents.get(&piece.digest)?;
                let inside = |offset: u64| usize::try_from(offset - at).unwrap_or(usize::MAX);
                bytes.extend_from_slice(whole.get(inside(from)..inside(to)).unwrap_or_default());
            }
            at += piece.size;
        }
        Ok(bytes)
    }

    pub(crate) fn upload(&self, id: &str) -> Option<MultipartUpload> {
        self.lock().uploads.get(id).cloned()
    }

    pub(crate) fn uploads(&self, bucket: &str) -> Vec<(String, MultipartUpload)> {
        let shelves = self.lock();
        let all = shelves.uploads.starting("");
        all.filter(|(_, upload)| upload.bucket == bucket)
            .map(|(id, upload)| (id.to_owned(), upload.clone()))
            .collect()
    }

    pub(crate) fn put_upload(&self, id: &str, upload: MultipartUpload) -> io::Result<()> {
        self.lock().uploads.put(id, upload).map(drop)
    }

    /// Adds a part, whose piece has been stored for it, over the one of the same number.
    pub(crate) fn put_part(&self, id: &str, number: u32, part: Part) -> io::Result<()> {
        let mut shelves = self.lock();
        let Some(mut upload) = shelves.uploads.get(id).cloned() else {
            return Ok(());
        };
        let old = upload.parts.insert(number, part);
        shelves.uploads.put(id, upload)?;
        if let Some(old) = old {
            self.contents.release(&old.piece.digest);
        }
        Ok(())
    }

    /// Forgets an upload and all its parts. An object made of them has to hold its pieces before.
    pub(crate) fn end_upload(&self, id: &str) -> io::Result<()> {
        let old = self.lock().uploads.remove(id)?;
        let parts = old
            .into_iter()
            .flat_map(|upload| upload.parts.into_values());
        parts.for_each(|part| self.contents.release(&part.piece.digest));
        Ok(())
    }

    /// Forgets what is in other buckets than these: the state file that knew them is gone.
    pub(crate) fn keep(&self, wanted: &dyn Fn(&str) -> bool) -> io::Result<()> {
        let ids: Vec<(String, String)> = {
            let shelves = self.lock();
            let all = shelves.objects.starting("");
            let places = all.filter_map(|(id, _)| id.split_once('/'));
            let foreign = places.filter(|(bucket, _)| !wanted(bucket));
            foreign
                .map(|(bucket, key)| (bucket.to_owned(), key.to_owned()))
                .collect()
        };
        for (bucket, key) in ids {
            self.remove(&bucket, &key)?;
        }
        let uploads: Vec<String> = {
            let shelves = self.lock();
            let all = shelves.uploads.starting("");
            let foreign = all.filter(|(_, upload)| !wanted(&upload.bucket));
            foreign.map(|(id, _)| id.to_owned()).collect()
        };
        uploads.iter().try_for_each(|id| self.end_upload(id))
    }

    fn lock(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// No bucket's name has a slash.
fn place(bucket: &str, key: &str) -> String {
    format!("{bucket}/{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(objects: &Objects, pieces: &[&str]) -> Object {
        let pieces = pieces
            .iter()
            .map(|text| objects.store(text.as_bytes()).unwrap());
        Object {
            pieces: pieces.collect(),
            etag: String::new(),
            sum: Sum::of(Algorithm::Crc32, b""),
            modified: Timestamp::default(),
            headers: BTreeMap::new(),
        }
    }

    #[test]
    fn any_range_over_any_pieces() {
        let objects = Objects::in_memory(Arc::new(Contents::in_memory()));
        let object = object(&objects, &["abc", "de", "fghi"]);
        let read = |start, end| String::from_utf8(objects.read(&object, start, end).unwrap());
        assert_eq!(read(0, 9).unwrap(), "abcdefghi");
        assert_eq!(read(2, 6).unwrap(), "cdef");
        assert_eq!(read(4, 5).unwrap(), "e");
        assert_eq!(read(9, 9).unwrap(), "");
    }

    #[test]
    fn a_copy_outlives_its_source_and_bytes_go_with_the_last() {
        let contents = Arc::new(Contents::in_memory());
        let objects = Objects::in_memory(Arc::clone(&contents));
        objects.put("b", "one", object(&objects, &["abc"])).unwrap();
        let one = objects.object("b", "one").unwrap();
        objects.copy(one.clone(), "b", "two").unwrap();
        objects.remove("b", "one").unwrap();
        assert_eq!(objects.read(&one, 0, 3).unwrap(), b"abc");
        objects.remove("b", "two").unwrap();
        assert!(objects.read(&one, 0, 3).is_err() && objects.is_empty("b"));
    }
}
