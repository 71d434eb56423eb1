//! Transactions: one writer thread, readers on snapshots.
//!
//! All writing happens on the thread `db-writer`. It takes what waits in its queue of 256, runs it
//! in one transaction and commits that durably before anybody gets an answer, so a burst of small
//! writes costs one commit. A write that fails takes only itself out of the group: the transaction
//! is thrown away and the others run again. Closures must therefore do nothing but read and write
//! through the transaction they get; they may run more than once, and only the last run counts.
//!
//! Readers see the last commit for as long as their transaction lives, and never wait.
//!
//! When the disk refuses (full, gone), the writes that wait fail, and the database is opened anew as
//! after a crash; what was committed is there, and writing works again when the disk does.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use redb::{Database, Key, ReadableDatabase, ReadableTable, TableDefinition, Value};
use tokio::sync::{mpsc, oneshot};

use super::error::{OpenError, StoreError};
use super::schema;
use super::search;

/// Writes that may wait.
const QUEUE: usize = 256;
/// Writes that share a commit.
const GROUP: usize = 64;

/// A transaction that can be read from.
pub trait Reads {
    /// Opens a table for reading.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the table doesn't exist or the disk refuses.
    fn open<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'_, K, V>,
    ) -> Result<impl ReadableTable<K, V>, StoreError>;
}

/// A snapshot of the last commit.
pub struct ReadTx(redb::ReadTransaction);

#[cfg(test)]
impl ReadTx {
    /// The names of all tables.
    pub(super) fn table_names(&self) -> Vec<String> {
        use redb::TableHandle as _;
        let tables = self.0.list_tables().expect("it reads");
        tables.map(|table| table.name().to_owned()).collect()
    }
}

impl Reads for ReadTx {
    fn open<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'_, K, V>,
    ) -> Result<impl ReadableTable<K, V>, StoreError> {
        Ok(self.0.open_table(table)?)
    }
}

/// The transaction of the writer. It also reads what it wrote.
pub struct WriteTx {
    inner: redb::WriteTransaction,
    /// What this transaction changes in the index of words.
    pending: search::Pending,
}

impl WriteTx {
    /// Opens a table for writing. Only one handle of a table may live at a time.
    pub(super) fn table<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'_, K, V>,
    ) -> Result<redb::Table<'_, K, V>, StoreError> {
        Ok(self.inner.open_table(table)?)
    }

    /// Deletes a table with all its rows, if there is one.
    pub(super) fn delete_table<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'_, K, V>,
    ) -> Result<(), StoreError> {
        self.inner.delete_table(table)?;
        Ok(())
    }

    pub(super) const fn pending(&self) -> &search::Pending {
        &self.pending
    }

    /// The next number of a counter; counters start at 1 and never go back.
    pub(super) fn next_number(&self, counter: &str) -> Result<u64, StoreError> {
        let mut meta = self.table(schema::tables::META)?;
        let last = match meta.get(counter)? {
            Some(value) => schema::keys::last_u64(value.value())?,
            None => 0,
        };
        let next = last.saturating_add(1);
        meta.insert(counter, next.to_be_bytes().as_slice())?;
        Ok(next)
    }
}

impl Reads for WriteTx {
    fn open<K: Key + 'static, V: Value + 'static>(
        &self,
        table: TableDefinition<'_, K, V>,
    ) -> Result<impl ReadableTable<K, V>, StoreError> {
        self.table(table)
    }
}

impl std::fmt::Debug for ReadTx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReadTx")
    }
}

impl std::fmt::Debug for WriteTx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WriteTx")
    }
}

/// One write that waits: runs, then tells its caller how it ended.
trait Write: Send {
    fn run(&mut self, tx: &WriteTx) -> Result<(), StoreError>;
    /// Answers the caller: with what the last run returned, or with an error.
    fn answer(self: Box<Self>, end: Result<(), StoreError>);
}

struct Waiting<T, F> {
    run: F,
    result: Option<T>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<T: Send, F: Fn(&WriteTx) -> Result<T, StoreError> + Send> Write for Waiting<T, F> {
    fn run(&mut self, tx: &WriteTx) -> Result<(), StoreError> {
        self.result = None;
        self.result = Some((self.run)(tx)?);
        Ok(())
    }

    fn answer(self: Box<Self>, end: Result<(), StoreError>) {
        let Self { result, caller, .. } = *self;
        let answer = end.and_then(|()| result.ok_or(StoreError::Panicked));
        // A caller that gave up doesn't care.
        drop(caller.send(answer));
    }
}

/// An open database and the lock on its folder, which must not end before.
struct Opened {
    database: Database,
    _lock: Option<Arc<File>>,
}

/// The database that readers and the writer use at present; nothing after closing.
type Current = Arc<Mutex<Option<Arc<Opened>>>>;

/// Opens the same database again.
pub(super) type Reopen = Box<dyn Fn() -> Result<Database, OpenError> + Send>;

struct Inner {
    opened: Current,
    queue: Mutex<Option<mpsc::Sender<Box<dyn Write>>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

/// An open store; cheap to clone. It is closed by [`Store::close`] or when the last clone is dropped.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// A store that lives in memory only, for tests.
    ///
    /// # Errors
    /// [`StoreError`] when the database can't be made.
    pub fn in_memory() -> Result<Self, StoreError> {
        let backend = redb::backends::InMemoryBackend::new();
        let database = Database::builder().create_with_backend(backend).map_err(redb::Error::from)?;
        let tx = begin(&database)?;
        schema::migrate(&tx, 0)?;
        commit(tx)?;
        Self::start(database, None, Box::new(|| Err(OpenError::NoStore)))
    }

    /// Starts the writer of an open database with a current schema.
    pub(super) fn start(database: Database, lock: Option<File>, reopen: Reopen) -> Result<Self, StoreError> {
        let lock = lock.map(Arc::new);
        let opened: Current = Arc::new(Mutex::new(Some(Arc::new(Opened { database, _lock: lock.clone() }))));
        let (sender, receiver) = mpsc::channel(QUEUE);
        let writer = Writer { opened: Arc::clone(&opened), lock, reopen };
        let thread = std::thread::Builder::new()
            .name("db-writer".into())
            .spawn(move || writer.run(receiver))
            .map_err(redb::Error::Io)?;
        let inner = Inner { opened, queue: Mutex::new(Some(sender)), writer: Mutex::new(Some(thread)) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `run` in a write transaction; when this returns `Ok`, the commit is on the disk.
    ///
    /// `run` may be called more than once (see the module's head).
    ///
    /// # Errors
    /// What `run` returned, in which case nothing of it was written; [`StoreError::Closed`] after
    /// [`Store::close`]; [`StoreError::Database`] when the commit failed.
    pub async fn write<T, F>(&self, run: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&WriteTx) -> Result<T, StoreError> + Send + 'static,
    {
        let queue = self.queue()?;
        let (caller, answer) = oneshot::channel();
        let waiting = Box::new(Waiting { run, result: None, caller });
        queue.send(waiting).await.map_err(|_closed| StoreError::Closed)?;
        answer.await.map_err(|_closed| StoreError::Closed)?
    }

    /// [`Store::write`] for threads outside the async runtime.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_blocking<T, F>(&self, run: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&WriteTx) -> Result<T, StoreError> + Send + 'static,
    {
        let queue = self.queue()?;
        let (caller, answer) = oneshot::channel();
        let waiting = Box::new(Waiting { run, result: None, caller });
        queue.blocking_send(waiting).map_err(|_closed| StoreError::Closed)?;
        answer.blocking_recv().map_err(|_closed| StoreError::Closed)?
    }

    /// Runs `run` on a snapshot of the last commit, on the calling thread: it reads from the disk.
    ///
    /// # Errors
    /// What `run` returned; [`StoreError::Closed`] after [`Store::close`].
    pub fn read<T>(&self, run: impl FnOnce(&ReadTx) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let opened = current(&self.inner.opened)?;
        let result = snapshot(&opened.database).and_then(|tx| run(&tx));
        if result.as_ref().is_err_and(gave_up) {
            self.wake_writer();
        }
        result
    }

    /// Has the writer notice that the database gave up, so that it is opened again.
    fn wake_writer(&self) {
        let (caller, _nobody) = oneshot::channel();
        let nothing = Box::new(Waiting { run: |_tx: &WriteTx| Ok(()), result: None, caller });
        // When the queue is full the writer will notice anyway.
        if let Ok(queue) = self.queue() {
            drop(queue.try_send(nothing));
        }
    }

    /// Finishes what waits, writes everything out and lets go of the files. Later calls get
    /// [`StoreError::Closed`]. Returns when the files are closed, unless readers still read.
    pub fn close(&self) {
        self.inner.close();
    }

    fn queue(&self) -> Result<mpsc::Sender<Box<dyn Write>>, StoreError> {
        lock(&self.inner.queue).clone().ok_or(StoreError::Closed)
    }
}

impl Inner {
    fn close(&self) {
        drop(lock(&self.queue).take());
        let writer = lock(&self.writer).take();
        // The last clone may be dropped by a write, on the writer's own thread.
        let writer = writer.filter(|writer| writer.thread().id() != std::thread::current().id());
        if writer.is_some_and(|writer| writer.join().is_err()) {
            tracing::error!("the writer of the store panicked");
        }
        drop(lock(&self.opened).take());
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins a durable transaction that leaves the file quick to open after a crash.
pub(super) fn begin(database: &Database) -> Result<WriteTx, StoreError> {
    let mut tx = database.begin_write()?;
    tx.set_quick_repair(true);
    Ok(WriteTx { inner: tx, pending: search::Pending::default() })
}

/// Commits what a transaction of [`begin`] wrote.
pub(super) fn commit(tx: WriteTx) -> Result<(), StoreError> {
    search::flush(&tx)?;
    Ok(tx.inner.commit()?)
}

/// A snapshot outside a [`Store`], for opening.
pub(super) fn snapshot(database: &Database) -> Result<ReadTx, StoreError> {
    Ok(ReadTx(database.begin_read()?))
}

fn current(opened: &Mutex<Option<Arc<Opened>>>) -> Result<Arc<Opened>, StoreError> {
    lock(opened).clone().ok_or(StoreError::Closed)
}

/// The writer thread.
struct Writer {
    opened: Current,
    lock: Option<Arc<File>>,
    reopen: Reopen,
}

impl Writer {
    /// Groups what waits, until every sender is gone.
    fn run(self, mut queue: mpsc::Receiver<Box<dyn Write>>) {
        while let Some(first) = queue.blocking_recv() {
            let mut group = vec![first];
            while group.len() < GROUP
                && let Ok(next) = queue.try_recv()
            {
                group.push(next);
            }
            self.write_group(group);
        }
    }

    /// Runs a group in one transaction. Who fails leaves the group, the others start over.
    fn write_group(&self, mut group: Vec<Box<dyn Write>>) {
        while !group.is_empty() {
            let ran = match current(&self.opened) {
                Ok(opened) => try_group(&opened.database, &mut group),
                Err(closed) => Err((None, closed)),
            };
            match ran {
                Ok(()) => return group.into_iter().for_each(|write| write.answer(Ok(()))),
                Err((Some(index), error)) => {
                    let is_over = gave_up(&error);
                    group.remove(index).answer(Err(error));
                    if is_over {
                        self.reopen();
                    }
                }
                Err((None, error)) => {
                    if gave_up(&error) {
                        self.reopen();
                    }
                    return refuse(group, error);
                }
            }
        }
    }

    /// After the disk refused once, the database refuses for good: it doesn't know any more what is on
    /// the disk. Opening it again finds out, as after a crash, and works once the disk does.
    fn reopen(&self) {
        match (self.reopen)() {
            Ok(database) => {
                tracing::warn!("the store was opened again after the disk refused");
                *lock(&self.opened) = Some(Arc::new(Opened { database, _lock: self.lock.clone() }));
            }
            Err(error) => tracing::error!(%error, "the store can't be opened again"),
        }
    }
}

/// Whether the database has given up. Only then it never writes again, so that another may be opened
/// beside it while readers still have it.
fn gave_up(error: &StoreError) -> bool {
    match error {
        StoreError::Database(error) => matches!(**error, redb::Error::Io(_) | redb::Error::PreviousIo),
        _ => false,
    }
}

/// Tells a whole group that its commit failed: each gets the error as far as it can be repeated.
fn refuse(group: Vec<Box<dyn Write>>, error: StoreError) {
    tracing::error!(%error, writes = group.len(), "the store can't commit");
    let mut error = Some(error);
    for write in group {
        write.answer(Err(error.take().unwrap_or(StoreError::Database(Box::new(redb::Error::PreviousIo)))));
    }
}

/// Runs and commits a group, or says which one failed (`None`: the database itself).
fn try_group(database: &Database, group: &mut [Box<dyn Write>]) -> Result<(), (Option<usize>, StoreError)> {
    let tx = begin(database).map_err(|error| (None, error))?;
    for (index, write) in group.iter_mut().enumerate() {
        let ran = catch_unwind(AssertUnwindSafe(|| write.run(&tx)));
        ran.unwrap_or(Err(StoreError::Panicked)).map_err(|error| (Some(index), error))?;
    }
    commit(tx).map_err(|error| (None, error))
}
