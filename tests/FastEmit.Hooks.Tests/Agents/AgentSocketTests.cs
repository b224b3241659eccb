using FastEmit.Hooks.Agents;

namespace FastEmit.Hooks.Tests.Agents;

public sealed class AgentSocketTests : IDisposable
{
    private readonly HookFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(120)]
    public async Task Ask_Question_IsAnsweredAlsoByALongPath(int nameLength)
    {
        string folder = Path.Combine(_folder.Folder, new string('d', nameLength));
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "agent.sock");
        using CancellationTokenSource stop = new();
        using (AgentSocket socket = AgentSocket.Listen(path, TimeProvider.System))
        {
            Task running = socket.RunAsync(static question => $"\"{question}?\"", stop.Token);
            Assert.Equal("\"stats?\"", await AgentSocket.AskAsync(path, "stats", TimeProvider.System, Cancellation));
            Assert.Equal("\"again?\"", await AgentSocket.AskAsync(path, "again", TimeProvider.System, Cancellation));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }

            await stop.CancelAsync();
            await running;
        }

        Assert.Null(await AgentSocket.AskAsync(path, "stats", TimeProvider.System, Cancellation));
    }

    [Fact]
    public async Task Listen_FileOfADeadAgent_IsReplaced()
    {
        string path = Path.Combine(_folder.Folder, "agent.sock");
        await File.WriteAllTextAsync(path, "left behind", Cancellation);
        using CancellationTokenSource stop = new();
        using AgentSocket socket = AgentSocket.Listen(path, TimeProvider.System);
        Task running = socket.RunAsync(static _ => "{}", stop.Token);
        Assert.Equal("{}", await AgentSocket.AskAsync(path, "stats", TimeProvider.System, Cancellation));
        await stop.CancelAsync();
        await running;
    }
}
