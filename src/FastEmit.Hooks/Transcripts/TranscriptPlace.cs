using System.Globalization;
using System.Text;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Transcripts;

/// <summary>A transcript that is followed, and how far it was read: a small file beside the ring, made by the first hook that names the transcript.</summary>
/// <param name="File">The small file.</param>
/// <param name="Transcript">The transcript.</param>
/// <param name="Offset">Bytes of it that were read.</param>
internal sealed record TranscriptPlace(string File, string Transcript, long Offset)
{
    private const string Ending = ".transcript";

    /// <summary>Makes sure that a transcript is followed. In a hook: one system call where it is already.</summary>
    public static void Follow(HookPaths paths, string transcript)
    {
        string file = $"{paths.Prefix}.{ToolCallKey.OfId("transcript", transcript)}{Ending}";
        Native.SystemCalls.TryCreateFile(file, Encoding.UTF8.GetBytes(transcript + "\n0\n"));
    }

    /// <summary>All that are followed.</summary>
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

    /// <summary>Remembers how far it was read.</summary>
    public TranscriptPlace Advance(HookPaths paths, long offset)
    {
        SecretFile.Write(paths, File, string.Create(CultureInfo.InvariantCulture, $"{Transcript}\n{offset}"));
        return this with { Offset = offset };
    }
}
