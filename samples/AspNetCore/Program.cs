// A web application that emits an event for each request, with a health check at /health.
//   dotnet run --project src/FastEmit.Cli -- collect        (the server, in another terminal)
//   dotnet run --project samples/AspNetCore
using FastEmit;
using FastEmit.Samples.AspNetCore;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddFastEmit(builder.Configuration.GetSection("FastEmit"));
builder.Services.AddHealthChecks().AddFastEmit();

WebApplication app = builder.Build();
app.UseMiddleware<RequestEvents>();
app.MapHealthChecks("/health");
app.MapGet("/hello/{name}", static (string name) => $"Hello, {name}!");
app.MapGet("/fail", static string () => throw new InvalidOperationException("as asked"));

// The lambda names its result: the request delegate generator does not see what FastEmit generates, so it cannot infer it.
app.MapPost("/orders/{id}", static IResult (string id, IHookEmitter emitter) =>
    OrderPlaced.Emit(emitter, id) == EmitResult.Queued ? TypedResults.Accepted($"/orders/{id}") : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable));

await app.RunAsync();
