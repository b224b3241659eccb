using FastEmit.Hooks.Input;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Transcripts;

/// <summary>
/// Reads new lines of the transcripts that hooks name, and passes each message of the agent on once, when its figures are final. This holds across
/// restarts and across transcripts with the same message. Not thread-safe.
/// </summary>
/// <remarks>
/// A message is passed on before it is stored as counted, and the stored offset covers only messages that were passed on. A process that dies
/// in between passes the message on again, with the same event id.
/// </remarks>
/// <param name="paths">The files.</param>
/// <param name="counted">The messages that were passed on before.</param>
/// <param name="pass">Receives a message; returns false when it cannot be accepted now.</param>
/// <param name="time">The clock.</param>
internal sealed class TranscriptFollower(HookPaths paths, CountedMessages counted, Func<TranscriptMessage, bool> pass, TimeProvider time)
{
    /// <summary>The time without new lines after which an unfinished message's figures count as final.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private const int MaxRead = 4 << 20;
    private const int MaxLine = 64 << 20;

    private readonly Dictionary<string, Tail> _tails = new(StringComparer.Ordinal);

    /// <summary>Reads the new lines.</summary>
    public void Read()
    {
        foreach (TranscriptPlace place in TranscriptPlace.All(paths))
        {
            if (!_tails.TryGetValue(place.Transcript, out Tail? tail))
            {
                _tails[place.Transcript] = tail = new Tail(place);
            }

            try
            {
                Read(tail);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Missing or not readable now: retry at the next call.
            }
        }
    }

    private void Read(Tail tail)
    {
        FileInfo file = new(tail.Place.Transcript);
        if (!file.Exists || file.Attributes.HasFlag(FileAttributes.Device) || !IsRegular(file))
        {
            return;
        }

        if (file.Length < tail.ReadTo)
        {
            tail.Reset(); // a shorter file replaced it; counted messages stay counted
        }

        if (file.Length > tail.ReadTo)
        {
            ReadLines(tail, file.FullName);
        }

        PassFinal(tail);
        if (tail.SafeOffset != tail.Place.Offset)
        {
            tail.Place = tail.Place.Advance(paths, tail.SafeOffset);
        }
    }

    private static bool IsRegular(FileInfo file) => !Native.SystemCalls.TryStat(file.FullName, followsLink: true, out Native.FileStatus status) || (status.Mode & 0xF000) == 0x8000;

    private void ReadLines(Tail tail, string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        stream.Position = tail.ReadTo;
        byte[] bytes = new byte[(int)Math.Min(MaxRead, stream.Length - tail.ReadTo)];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        int end = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        if (end == 0 && length == MaxRead && stream.Length - tail.ReadTo < MaxLine)
        {
            bytes = new byte[(int)Math.Min(MaxLine, stream.Length - tail.ReadTo)];
            stream.Position = tail.ReadTo;
            length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            end = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        }

        if (end == 0 && length >= MaxLine)
        {
            end = length; // longer than any valid line: skip it
        }

        for (int start = 0; start < end;)
        {
            int line = bytes.AsSpan(start, end - start).IndexOf((byte)'\n');
            line = line < 0 ? end - start : line;
            Take(tail, bytes.AsSpan(start, line).ToArray(), tail.ReadTo + start);
            start += line + 1;
        }

        tail.ReadTo += end;
    }

    private void Take(Tail tail, byte[] line, long offset)
    {
        JsonValue root;
        try
        {
            root = JsonParser.Parse(line, line.Length, mayBeCut: false).Root;
        }
        catch (JsonSyntaxException)
        {
            return;
        }

        TranscriptMessage? message = TranscriptMessage.Of(root);
        string chain = root["agentId"u8].GetName() ?? (root["isSidechain"u8].IsTrue ? "side" : "");
        foreach (Pending other in tail.Pending.Values)
        {
            // The next message of a conversation proves that the previous one has ended.
            other.IsFinal |= other.Chain == chain && (message is null ? root["message"u8].Exists : other.Message.Key != message.Key);
        }

        if (message is not null && !counted.Contains(message.Key))
        {
            long first = tail.Pending.TryGetValue(message.Key, out Pending? before) ? before.Offset : offset;
            tail.Pending[message.Key] = new Pending(message, chain, first, time.GetTimestamp()) { IsFinal = message.IsFinal };
        }
    }

    private void PassFinal(Tail tail)
    {
        foreach (Pending pending in tail.Pending.Values.OrderBy(static pending => pending.Offset).ToArray())
        {
            if (!pending.IsFinal && time.GetElapsedTime(pending.Since) < Quiet)
            {
                continue;
            }

            if (!counted.Contains(pending.Message.Key))
            {
                if (!pass(pending.Message))
                {
                    return; // the ring is full: the message waits in the transcript
                }

                counted.Add(pending.Message.Key);
            }

            tail.Pending.Remove(pending.Message.Key);
        }
    }

    /// <summary>A message whose figures may still change.</summary>
    private sealed record Pending(TranscriptMessage Message, string Chain, long Offset, long Since)
    {
        public bool IsFinal { get; set; }
    }

    /// <summary>A transcript and its read position.</summary>
    private sealed class Tail(TranscriptPlace place)
    {
        public TranscriptPlace Place { get; set; } = place;

        public long ReadTo { get; set; } = place.Offset;

        public Dictionary<ToolCallKey, Pending> Pending { get; } = [];

        /// <summary>The offset before which everything was passed on.</summary>
        public long SafeOffset => Pending.Count == 0 ? ReadTo : Pending.Values.Min(static pending => pending.Offset);

        public void Reset()
        {
            ReadTo = 0;
            Pending.Clear();
        }
    }
}
