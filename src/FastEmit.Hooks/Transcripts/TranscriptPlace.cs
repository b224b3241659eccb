using System.Globalization;
using System.Text;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Transcripts;

/// <summary>A followed transcript and its read position: a small file beside the ring, created by the first hook that names the transcript.</summary>
/// <param name="File">The small file.</param>
/// <param name="Transcript">The transcript.</param>
/// <param name="Offset">The number of bytes that were read.</param>
internal sealed record TranscriptPlace(string File, string Transcript, long Offset)
{
    private const string Ending = ".transcript";

    /// <summary>Ensures that a transcript is followed. Takes one system call in a hook if it is followed already.</summary>
    public static void Follow(HookPaths paths, string transcript)
    {
        string file = $"{paths.Prefix}.{ToolCallKey.OfId("transcript", transcript)}{Ending}";
        Native.SystemCalls.TryCreateFile(file, Encoding.UTF8.GetBytes(transcript + "\n0\n"));
    }

    /// <summary>All followed transcripts.</summary>
    public static IEnumerable<TranscriptPlace> All(HookPaths paths)
    {
        string begin = Path.GetFileName(paths.Prefix) + ".";
        foreach (string file in Directory.EnumerateFiles(paths.Folder, begin + "*" + Ending))
        {
            if (SecretFile.Read(file) is [var transcript, var text, ..] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long offset) && Path.IsPathRooted(transcript))
            {
                yield return new TranscriptPlace(file, transcript, offset);
            }
        }
    }

    /// <summary>Stores the new read position.</summary>
    public TranscriptPlace Advance(HookPaths paths, long offset)
    {
        SecretFile.Write(paths, File, string.Create(CultureInfo.InvariantCulture, $"{Transcript}\n{offset}"));
        return this with { Offset = offset };
    }
}
