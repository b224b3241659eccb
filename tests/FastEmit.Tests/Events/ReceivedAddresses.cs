using System.Net;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>A type that formats and parses itself.</summary>
[HookEvent("addresses", Receive = true)]
public readonly partial record struct ReceivedAddresses(IPAddress From, IPAddress? To);
