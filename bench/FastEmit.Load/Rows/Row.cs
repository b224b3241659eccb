using System.Diagnostics;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>One line of a table: a client, what it sends into, and how many events.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Server">What it sends into.</param>
/// <param name="Events">The events of one run; enough for about a second.</param>
/// <param name="Start">What starts the client, given the server's URL and the number of events.</param>
internal sealed record Row(string Name, ServerKind Server, int Events, Func<string, int, Task<ProcessStartInfo>> Start);
