using Istiod.Envoy.Routes;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Tests.Routes;

public sealed class RetryPoliciesTests
{
    [Fact]
    public void Convert_None_IsTheDefault()
    {
        RetryPolicy? policy = RetryPolicies.Convert(null, isHashed: false);

        Assert.Equal(2u, policy?.NumRetries);
        Assert.Single(policy!.RetryHostPredicate);
    }

    [Fact]
    public void Convert_NoAttempts_SwitchesRetriesOff() =>
        Assert.Null(RetryPolicies.Convert(new HTTPRetry(), isHashed: false));

    [Theory]
    [InlineData("5xx, 503", "5xx,retriable-status-codes", 503u)]
    [InlineData("retriable-status-codes,429", "retriable-status-codes", 429u)]
    public void Convert_StatusCodes_AreTakenOutOfTheConditions(string given, string conditions, uint code)
    {
        RetryPolicy? policy = RetryPolicies.Convert(new HTTPRetry { Attempts = 3, RetryOn = given }, isHashed: false);

        Assert.Equal(conditions, policy?.RetryOn);
        Assert.Equal(code, Assert.Single(policy!.RetriableStatusCodes));
    }

    [Fact]
    public void Convert_NumberThatIsNoStatus_StaysACondition() =>
        Assert.Equal("999", RetryPolicies.Convert(new HTTPRetry { Attempts = 1, RetryOn = "999" }, false)?.RetryOn);

    [Fact]
    public void Convert_Hashed_MayMeetTheSameHostAgain() =>
        Assert.Empty(RetryPolicies.Convert(null, isHashed: true)!.RetryHostPredicate);
}
