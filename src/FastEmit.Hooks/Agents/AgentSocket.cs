using System.Net.Sockets;
using System.Text;
using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Agents;

/// <summary>
/// The agent's Unix socket, for its owner alone (0600). A client sends one line, a word, and gets one line of JSON.
/// </summary>
internal sealed class AgentSocket : IDisposable
{
    private const int MaxQuestion = 64;
    private const uint OwnerOnly = 0x7F; // 0177: removes all rights of group and others

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Socket _listener;
    private readonly SocketPlace _place;
    private readonly TimeProvider _time;

    private AgentSocket(Socket listener, SocketPlace place, TimeProvider time)
    {
        _listener = listener;
        _place = place;
        _time = time;
    }

    /// <summary>Listens. Removes the file of a dead agent; the caller holds the lock that proves that no agent runs.</summary>
    /// <exception cref="SocketException">The socket cannot listen.</exception>
    /// <exception cref="IOException">The socket's file cannot be replaced.</exception>
    public static AgentSocket Listen(string path, TimeProvider time)
    {
        File.Delete(path);
        SocketPlace place = SocketPlace.Of(path);
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        uint mask = SystemCalls.SetFileModeMask(OwnerOnly);
        try
        {
            listener.Bind(place.EndPoint);
            listener.Listen(8);
            return new AgentSocket(listener, place, time);
        }
        catch
        {
            listener.Dispose();
            place.Dispose();
            throw;
        }
        finally
        {
            _ = SystemCalls.SetFileModeMask(mask);
        }
    }

    /// <summary>Sends a question to the agent. Null when no agent answers.</summary>
    /// <param name="path">The agent's socket.</param>
    /// <param name="question">The word.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it early, with an exception.</param>
    public static async Task<string?> AskAsync(string path, string question, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource expired = new(Patience, time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        try
        {
            using SocketPlace place = SocketPlace.Of(path);
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(place.EndPoint, ended.Token).ConfigureAwait(false);
            using NetworkStream stream = new(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(question + "\n"), ended.Token).ConfigureAwait(false);
            using StreamReader reader = new(stream, Encoding.UTF8);
            return await reader.ReadLineAsync(ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>Answers questions, one client at a time, until it is stopped. Each client has two seconds.</summary>
    /// <param name="answer">Gets the word and returns a line of JSON.</param>
    /// <param name="stop">Ends it, without an exception.</param>
    public async Task RunAsync(Func<string, string> answer, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using Socket client = await _listener.AcceptAsync(stop).ConfigureAwait(false);
                using CancellationTokenSource expired = new(Patience, _time);
                using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, stop);
                string question = await ReadQuestionAsync(client, ended.Token).ConfigureAwait(false);
                byte[] line = Encoding.UTF8.GetBytes(answer(question) + "\n");
                for (int sent = 0; sent < line.Length;)
                {
                    sent += await client.SendAsync(line.AsMemory(sent), ended.Token).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The client disconnected or took too long, or the agent ends.
            }
        }
    }

    /// <summary>Stops listening and removes the file.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _place.Dispose();
    }

    private static async Task<string> ReadQuestionAsync(Socket client, CancellationToken cancellationToken)
    {
        byte[] question = new byte[MaxQuestion];
        int length = 0;
        while (length < question.Length && !question.AsSpan(0, length).Contains((byte)'\n'))
        {
            int count = await client.ReceiveAsync(question.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            length += count;
        }

        return Encoding.UTF8.GetString(question, 0, length).Trim();
    }
}
