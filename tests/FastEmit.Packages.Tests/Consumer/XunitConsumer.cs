using FastEmit.Consumer;
using Xunit;

public sealed class XunitConsumer
{
    [Fact]
    public async Task Features_Run_SayWhatAProgramSays() =>
        Assert.Equal(await File.ReadAllTextAsync(Environment.GetEnvironmentVariable("CONSUMER_OUTPUT")!, TestContext.Current.CancellationToken), await Features.RunAsync());
}
