using FastEmit.Consumer;
using NUnit.Framework;

[TestFixture]
public sealed class NUnitConsumer
{
    [Test]
    public async Task Features_Run_SayWhatAProgramSays() =>
        Assert.That(await Features.RunAsync(), Is.EqualTo(await File.ReadAllTextAsync(Environment.GetEnvironmentVariable("CONSUMER_OUTPUT")!)));
}
