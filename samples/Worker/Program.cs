// A service that emits an event per job and sends its warnings as events too. Ctrl+C drains before it ends.
//   dotnet run --project src/FastEmit.Cli -- collect        (the server, in another terminal)
//   dotnet run --project samples/Worker
using FastEmit.Samples.Worker;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddFastEmit(builder.Configuration.GetSection("FastEmit"));
builder.Logging.AddFastEmit();
builder.Services.AddHostedService<Jobs>();

await builder.Build().RunAsync();
