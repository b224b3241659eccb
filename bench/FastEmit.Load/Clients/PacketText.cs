using System.Text;

namespace FastEmit.Load.Clients;

/// <summary>Packets of the wire, for clients that know nothing of Socket.IO.</summary>
internal static class PacketText
{
    /// <summary>The reference event; with an acknowledgement id the server answers it.</summary>
    public static byte[] Reference(int number, string acknowledgement = "") => Encoding.ASCII.GetBytes(
        $$"""42{{acknowledgement}}["claude_event",{"type":"hook","subtype":"pre_tool","timestamp":"2026-11-21T23:07:00.0000000Z","session_id":"3f0c1f3e-8a1b-4b2c-9d3e-1234567890ab","tool_name":"Bash","success":true,"duration_ms":{{number}}}]""");

    /// <summary>An event that carries when it was emitted.</summary>
    public static byte[] Timed(long sentAt) => Encoding.ASCII.GetBytes($$"""42["latency",{"sent_at":{{sentAt}}}]""");
}
