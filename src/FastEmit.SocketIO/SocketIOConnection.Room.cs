using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <content>
/// Room in the send buffer: first come, first served, over all sockets of the connection. Everything here runs under
/// <see cref="Sync"/>.
/// </content>
public sealed partial class SocketIOConnection
{
    private readonly LinkedList<WaitingPost> _waitingPosts = [];

    /// <summary>Whether <paramref name="bytes"/> more may enter the outbox now, without overtaking another post.</summary>
    internal bool HasRoom(int bytes) => _waitingPosts.Count == 0 && Fits(bytes);

    /// <summary>Puts a packet behind those that wait already.</summary>
    internal LinkedListNode<WaitingPost> WaitForRoom(WaitingPost post) => _waitingPosts.AddLast(post);

    /// <summary>Gives up a waiting post. False when it has entered the outbox already.</summary>
    internal bool TryLeave(LinkedListNode<WaitingPost> node)
    {
        if (node.List is null)
        {
            return false;
        }

        _waitingPosts.Remove(node);
        return true;
    }

    /// <summary>Takes the waiting packets of one socket, in order.</summary>
    internal List<WaitingPost> TakeWaiting(SocketIOSocket socket)
    {
        List<WaitingPost> taken = [];
        LinkedListNode<WaitingPost>? next;
        for (LinkedListNode<WaitingPost>? node = _waitingPosts.First; node is not null; node = next)
        {
            next = node.Next;
            if (node.Value.Socket == socket)
            {
                taken.Add(node.Value);
                _waitingPosts.Remove(node);
            }
        }

        return taken;
    }

    private bool Fits(int bytes) => _outbox.PendingBytes == 0 || (long)_outbox.PendingBytes + bytes <= Options.SendBufferBytes;

    /// <summary>The writer has emptied the outbox: waiting posts enter it in order, as far as there is room.</summary>
    private void Admit()
    {
        bool admitted = false;
        while (_waitingPosts.First is { } first && Fits(first.Value.Records.Length))
        {
            _waitingPosts.RemoveFirst();
            first.Value.Socket.Admit(first.Value);
            admitted = true;
        }

        if (admitted)
        {
            _wake.Signal();
        }
    }
}
