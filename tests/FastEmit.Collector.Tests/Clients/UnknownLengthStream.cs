namespace FastEmit.Collector.Tests.Clients;

/// <summary>A body that is sent in chunks because its length is not known beforehand.</summary>
internal sealed class UnknownLengthStream(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;
}
