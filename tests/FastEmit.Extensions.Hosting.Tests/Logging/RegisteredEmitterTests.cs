using System.Text.Json;
using FastEmit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FastEmit.Extensions.Hosting.Tests.Logging;

public sealed class RegisteredEmitterTests
{
    [Fact]
    public void Log_EmitterIsADouble_RecordsTheEntry()
    {
        RecordingEmitter recording = new();
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<IHookEmitter>(recording)
            .AddLogging(static logging => logging.AddFastEmit())
            .BuildServiceProvider();

        provider.GetRequiredService<ILoggerFactory>().CreateLogger("Shop.Orders").LogWarning("User {Name} has {Items}", "anna", 3);

        RecordedEvent entry = Assert.Single(recording.Events);
        Assert.Equal(("/log", "message"), (entry.Namespace, entry.Name));
        JsonElement data = JsonElement.Parse(entry.Json);
        Assert.Equal("User anna has 3", data.GetProperty("message").GetString());
        Assert.Equal("anna", data.GetProperty("state").GetProperty("Name").GetString());
    }

    [Fact]
    public void Log_KeyedDouble_IsTheOneThatIsNamed()
    {
        RecordingEmitter recording = new();
        using ServiceProvider provider = new ServiceCollection()
            .AddKeyedSingleton<IHookEmitter>("second", recording)
            .AddLogging(static logging => logging.AddFastEmit(static options => options.Emitter = "second"))
            .BuildServiceProvider();

        provider.GetRequiredService<ILoggerFactory>().CreateLogger("A").LogWarning("x");

        Assert.Single(recording.Events);
    }
}
