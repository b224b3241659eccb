namespace FastEmit.Sending;

/// <summary>The records that make up one batch: those of one namespace that lie together in the ring.</summary>
/// <param name="End">The ring position after the last record.</param>
/// <param name="Events">How many there are; at least one.</param>
/// <param name="Resent">How many of them an earlier connection has carried already.</param>
/// <param name="PacketBytes">The sum of their packets' lengths.</param>
/// <param name="PrefixLength">Bytes before the argument array in each: <c>42</c> or <c>42/ns,</c>.</param>
/// <param name="AckId">The acknowledgement of its own that the batch asks for, or zero.</param>
internal readonly record struct BatchExtent(long End, int Events, int Resent, int PacketBytes, int PrefixLength, long AckId = 0);
