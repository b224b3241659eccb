using Microsoft.Playwright;

namespace FastEmit.Dashboard.Tests;

/// <summary>
/// One headless Chromium for all tests: the system's own, at /usr/bin/chromium or where the environment variable FASTEMIT_CHROMIUM says. Where
/// there is none, tests are skipped with the reason, and fail in the gate (CI=true), which installs it.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string Executable = Environment.GetEnvironmentVariable("FASTEMIT_CHROMIUM") ?? "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A browser as of a new user, with an empty profile of its own. Skips the calling test where there is no browser.</summary>
    public Task<IBrowserContext> OpenAsync(BrowserNewContextOptions? options = null)
    {
        if (_browser is null)
        {
            string reason = $"{Executable} is not installed.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Fail(reason);
        }

        options ??= new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 1000 } };
        options.ReducedMotion = ReducedMotion.Reduce; // Pictures are not taken in the middle of a movement.
        return _browser!.NewContextAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
