using System.Text;
using System.Text.Json;
using FastEmit.Buffers;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;
using FastEmit.Hooks.Transcripts;

namespace FastEmit.Hooks.Tests;

/// <summary>The files of a user's hooks in a folder of a test's own.</summary>
internal sealed class HookFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-hooks-");

    public HookFolder() => Paths = HookPaths.Of(Path.Combine(_folder.FullName, "hooks"));

    public HookPaths Paths { get; }

    public string Folder => _folder.FullName;

    /// <summary>What the hooks have counted.</summary>
    public long Count(HookCounter counter)
    {
        using HookState? state = HookState.TryOpen(Paths.State, TimeProvider.System);
        return state!.Read(counter);
    }

    /// <summary>Runs a hook in this process, up to its answer.</summary>
    public void Run(string input, TimeProvider time, bool isCut = false, params string[] options) =>
        Run(Encoding.UTF8.GetBytes(input), time, isCut, options);

    public void Run(byte[] input, TimeProvider time, bool isCut = false, params string[] options) =>
        HookProcess.Store(Paths, HookOptions.Parse(options), new StandardInput(input, input.Length, isCut), time);

    public void Run(string input, HookOptions options, TimeProvider time) =>
        HookProcess.Store(Paths, options, new StandardInput(Encoding.UTF8.GetBytes(input), Encoding.UTF8.GetByteCount(input), false), time);

    /// <summary>The packets in the ring that nobody has taken yet; they stay there.</summary>
    public List<string> ReadPackets()
    {
        using MappedRingMemory memory = RingFile.OpenAsConsumer(Paths.Ring, HookSpool.Capacity, TimeProvider.System, out _);
        EventRing ring = new(memory);
        ring.Recover(long.MaxValue);
        List<string> packets = [];
        long position = ring.Confirmed;
        while (ring.TryRead(position, out RingRecord record))
        {
            packets.Add(Encoding.UTF8.GetString(record.Packet));
            position = record.End;
        }

        return packets;
    }

    /// <summary>The data of the events in the ring.</summary>
    public List<JsonElement> ReadEvents() => [.. ReadPackets().Select(static packet => JsonElement.Parse(packet["42".Length..])[1])];

    /// <summary>The same; none where no hook has made the ring yet.</summary>
    public List<JsonElement> ReadEventsIfAny() => File.Exists(Paths.Ring) && RingWatch.Open(Paths, TimeSpan.Zero, TimeProvider.System).PendingBytes == 0 ? [] : ReadEvents();

    /// <summary>How far the only transcript was read; 0 when its file is not listed just now, because it is being replaced.</summary>
    public long TranscriptOffset() => TranscriptPlace.All(Paths).FirstOrDefault()?.Offset ?? 0;

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        File.Delete(LossLog.Elsewhere(Paths));
    }
}
