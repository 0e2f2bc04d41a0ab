//! A queue between threads, with several that write and several that read. How much stands in it is bounded by the budget that
//! whatever goes through an import is counted in.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

#[derive(Debug)]
struct Inside<T> {
    items: VecDeque<T>,
    writers: usize,
}

/// A queue.
#[derive(Debug)]
pub(super) struct Queue<T> {
    inside: Mutex<Inside<T>>,
    changed: Condvar,
}

impl<T> Queue<T> {
    /// An empty one, without a writer yet.
    pub(super) fn new() -> Self {
        Self { inside: Mutex::new(Inside { items: VecDeque::new(), writers: 0 }), changed: Condvar::new() }
    }

    /// One more that writes. Readers wait as long as there is one.
    pub(super) fn writer(&self) -> Writer<'_, T> {
        self.lock().writers += 1;
        Writer(self)
    }

    /// The next item; waits for it, and is none when nobody writes any more.
    pub(super) fn next(&self) -> Option<T> {
        let is_open = |inside: &mut Inside<T>| inside.items.is_empty() && inside.writers > 0;
        self.changed.wait_while(self.lock(), is_open).unwrap_or_else(PoisonError::into_inner).items.pop_front()
    }

    /// A panic while the lock is held leaves the queue whole: each change of it is a single step.
    fn lock(&self) -> MutexGuard<'_, Inside<T>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who writes to a queue.
#[derive(Debug)]
pub(super) struct Writer<'a, T>(&'a Queue<T>);

impl<T> Writer<'_, T> {
    /// Puts an item at the end.
    pub(super) fn put(&self, item: T) {
        self.0.lock().items.push_back(item);
        self.0.changed.notify_all();
    }
}

impl<T> Drop for Writer<'_, T> {
    fn drop(&mut self) {
        self.0.lock().writers -= 1;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_wait_for_the_last_writer_and_each_item_comes_once() {
        let queue = Queue::new();
        let total: u32 = std::thread::scope(|scope| {
            for _ in 0..2 {
                let writer = queue.writer();
                scope.spawn(move || (1..=1000).for_each(|item| writer.put(item)));
            }
            let readers = [(); 3].map(|()| scope.spawn(|| std::iter::from_fn(|| queue.next()).sum::<u32>()));
            readers.into_iter().map(|reader| reader.join().unwrap()).sum()
        });
        assert_eq!(total, 2 * 500_500);
        assert_eq!(queue.next(), None);
    }
}
