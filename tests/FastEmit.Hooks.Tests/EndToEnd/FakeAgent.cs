using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>
/// Runs hooks as a coding agent does, from its settings file: commands with arguments and without a shell, others by a shell, the input on standard input, the
/// answer read, a time limit; http hooks with the variables that they may read; async ones without waiting.
/// </summary>
/// <param name="settingsPath">The settings file.</param>
internal sealed class FakeAgent(string settingsPath)
{
    private static readonly HttpClient Client = new();

    private readonly List<Task<bool>> _running = [];

    /// <summary>Runs the hooks of an event.</summary>
    /// <returns>Whether all of them answered as they should, so that the agent takes the event for told.</returns>
    public async Task<bool> RunAsync(string type, string input)
    {
        JsonElement settings = JsonElement.Parse(await File.ReadAllTextAsync(settingsPath, TestContext.Current.CancellationToken));
        if (!settings.GetProperty("hooks").TryGetProperty(type, out JsonElement groups))
        {
            return false;
        }

        List<Task<bool>> hooks = [];
        foreach (JsonElement group in groups.EnumerateArray())
        {
            Assert.True(!group.TryGetProperty("matcher", out JsonElement matcher) || matcher.GetString() == "*");
            hooks.AddRange(group.GetProperty("hooks").EnumerateArray().Select(hook => RunAsync(settings, hook, input)));
        }

        bool[] answered = await Task.WhenAll(hooks);
        return answered.All(static one => one);
    }

    /// <summary>Waits for the hooks that nobody waited for.</summary>
    public Task<bool[]> WhenAllAsync()
    {
        lock (_running)
        {
            return Task.WhenAll(_running);
        }
    }

    private async Task<bool> RunAsync(JsonElement settings, JsonElement hook, string input)
    {
        TimeSpan limit = TimeSpan.FromSeconds(hook.GetProperty("timeout").GetInt32());
        if (hook.GetProperty("type").GetString() == "http")
        {
            return await PostAsync(settings, hook, input, limit);
        }

        Task<bool> run = RunCommandAsync(hook, input, limit);
        if (!hook.TryGetProperty("async", out JsonElement isAsync) || !isAsync.GetBoolean())
        {
            return await run;
        }

        lock (_running)
        {
            _running.Add(run);
        }

        return true;
    }

    private static async Task<bool> RunCommandAsync(JsonElement hook, string input, TimeSpan limit)
    {
        string command = hook.GetProperty("command").GetString()!;
        ProcessStartInfo start = hook.TryGetProperty("args", out JsonElement words)
            ? new ProcessStartInfo(command, words.EnumerateArray().Select(static word => word.GetString()!))
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.Environment["FASTEMIT_IDLE_EXIT"] = "2";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource expired = new(4 * limit); // a machine under tests is slower than a user's
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(expired.Token);
        string error = await process.StandardError.ReadToEndAsync(expired.Token);
        await process.WaitForExitAsync(expired.Token);
        Assert.Equal("", error);
        Assert.Equal("{\"continue\":true}\n", await output);
        return process.ExitCode == 0;
    }

    private static async Task<bool> PostAsync(JsonElement settings, JsonElement hook, string input, TimeSpan limit)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, hook.GetProperty("url").GetString()) { Content = new StringContent(input, Encoding.UTF8, "application/json") };
        string[] allowed = [.. hook.GetProperty("allowedEnvVars").EnumerateArray().Select(static name => name.GetString()!)];
        foreach (JsonProperty header in hook.GetProperty("headers").EnumerateObject())
        {
            string value = allowed.Aggregate(header.Value.GetString()!, (text, name) => text.Replace($"${name}", settings.GetProperty("env").GetProperty(name).GetString(), StringComparison.Ordinal));
            request.Headers.TryAddWithoutValidation(header.Name, value);
        }

        using CancellationTokenSource expired = new(4 * limit);
        try
        {
            using HttpResponseMessage response = await Client.SendAsync(request, expired.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false; // an error that blocks nothing
        }
    }
}
