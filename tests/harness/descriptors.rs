//! Descriptors that processes hand each other over a Unix socket.

#![allow(unsafe_code, reason = "descriptors arrive as numbers")]

use crate::names::fresh;
use crate::{Peer, wait_until};
use nix::sys::socket::{ControlMessage, ControlMessageOwned, MsgFlags, UnixAddr, recvmsg, sendmsg};
use std::io::{ErrorKind, IoSlice, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};

/// Where a test and its peers hand each other descriptors: a socket that has no name in any directory.
#[derive(Debug)]
pub struct Post {
    name: String,
    listener: UnixListener,
}

impl Post {
    /// A post that no other test has.
    pub fn new() -> Post {
        let name = fresh("post");
        let listener = UnixListener::bind_addr(&address(&name)).expect("the name is fresh");
        listener.set_nonblocking(true).expect("it is a socket");
        Post { name, listener }
    }

    /// Has a peer adopt a segment; what it says. More words may follow the order.
    pub fn has_adopted(&self, peer: &mut Peer, descriptor: impl AsFd, words: &str) -> String {
        peer.order(&format!("adopt {} {words}", self.name));
        send_descriptor(&self.visitor(), descriptor);
        peer.answer()
    }

    /// The descriptor that a peer gives of its segment.
    pub fn descriptor_of(&self, peer: &mut Peer) -> OwnedFd {
        peer.order(&format!("give {}", self.name));
        let descriptor = receive_descriptor(&self.visitor());
        assert_eq!(peer.answer(), "ok");
        descriptor
    }

    fn visitor(&self) -> UnixStream {
        let mut visitor = None;
        wait_until("the peer comes", || match self.listener.accept() {
            Ok((stream, _)) => {
                visitor = Some(stream);
                true
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
                false
            }
        });
        let visitor = visitor.expect("it was waited for");
        visitor.set_nonblocking(false).expect("it is a socket");
        visitor
    }
}

impl Default for Post {
    fn default() -> Self {
        Self::new()
    }
}

/// Visits a post, as peers know it.
pub fn visit(post: &str) -> UnixStream {
    UnixStream::connect_addr(&address(post)).expect("the test is there")
}

fn address(name: &str) -> SocketAddr {
    SocketAddr::from_abstract_name(name).expect("a short name")
}

/// Sends a descriptor: unix(7), `SCM_RIGHTS`.
pub fn send_descriptor(stream: &UnixStream, descriptor: impl AsFd) {
    let descriptors = [descriptor.as_fd().as_raw_fd()];
    let rights = [ControlMessage::ScmRights(&descriptors)];
    let byte = [IoSlice::new(b".")];
    sendmsg::<UnixAddr>(stream.as_raw_fd(), &byte, &rights, MsgFlags::empty(), None)
        .expect("somebody listens");
}

/// Receives what [`send_descriptor`] has sent.
///
/// # Panics
///
/// When that is not one descriptor.
pub fn receive_descriptor(stream: &UnixStream) -> OwnedFd {
    let mut byte = [0];
    let mut byte = [IoSliceMut::new(&mut byte)];
    let mut room = nix::cmsg_space!(RawFd);
    let flags = MsgFlags::MSG_CMSG_CLOEXEC;
    let message = recvmsg::<UnixAddr>(stream.as_raw_fd(), &mut byte, Some(&mut room), flags)
        .expect("somebody sends");
    let Some(ControlMessageOwned::ScmRights(descriptors)) =
        message.cmsgs().expect("there was room for them").next()
    else {
        panic!("no descriptor came");
    };
    assert_eq!(descriptors.len(), 1, "one descriptor is sent");
    // SAFETY: the kernel has just made this descriptor for who receives the message, which is this function alone.
    unsafe { OwnedFd::from_raw_fd(descriptors[0]) }
}
