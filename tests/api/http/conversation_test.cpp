#include "api/http/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/raw_client.h"

namespace charter::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;
using Lateness = Conversation::Lateness;

const std::string kGet = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// A conversation, a time that the test moves, and a client that takes all or nothing.
class ConversationTest : public testing::Test {
 protected:
  void Receive(std::string_view bytes) { conversation.Receive(bytes, now); }
  void Pass(milliseconds time) { now.at += time; }

  // Answers the request that is there with its own target and body; "" where there is none.
  std::string Serve() {
    if (!conversation.TakeRequest()) return {};
    Response response;
    response.body = conversation.request().method + " " + conversation.request().target + " " +
                    conversation.request().body;
    conversation.Answer(response, now);
    return TakeOutput();
  }
  std::string TakeOutput() {
    std::string output(conversation.output());
    conversation.Wrote(output.size(), now);
    return output;
  }

  Limits limits;
  Moment now{{}, 1'000'000'000};
  BodyBudget budget{limits.bodies};
  Conversation conversation{limits, budget, now};
};

TEST_F(ConversationTest, AnswersOneRequestAfterTheOther) {
  Receive(kGet);
  EXPECT_THAT(Serve(), testing::EndsWith("\r\n\r\nGET /1 "));
  EXPECT_FALSE(conversation.finished());
  Receive("POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_THAT(Serve(), testing::EndsWith("\r\n\r\nPOST /2 hi"));
}

TEST_F(ConversationTest, WritesDateLengthAndNothingOfTheConnectionWhereItStays) {
  Receive(kGet);
  EXPECT_EQ(Serve(),
            "HTTP/1.1 200 OK\r\nDate: Sun, 09 Sep 2001 01:46:40 GMT\r\nContent-Length: 7\r\n\r\nGET /1 ");
}

TEST_F(ConversationTest, GetsWhatIsTooLargeToHoldPieceByPieceAsItIsTaken) {
  std::vector<std::string> pieces{"cd", "efg"};
  Response response;
  response.body = "ab";
  response.rest_size = 4;
  response.rest = [&pieces] {
    std::string piece = pieces.front();
    pieces.erase(pieces.begin());
    return piece;
  };
  const auto next = [&] {
    EXPECT_TRUE(conversation.TakeRest());
    EXPECT_FALSE(conversation.TakeRest()) << "one at a time";
    Pass(limits.write_time * 2);
    EXPECT_EQ(conversation.Check(now), Lateness::kNone) << "the database may take its time";
    conversation.GoOnWith(conversation.rest()(), now);
    return TakeOutput();
  };
  Receive(kGet + kGet);
  ASSERT_TRUE(conversation.TakeRequest());
  conversation.Answer(response, now);
  EXPECT_FALSE(conversation.TakeRest()) << "before the client has taken what there is";
  const std::string head = TakeOutput();
  EXPECT_THAT(head, HasSubstr("Content-Length: 6\r\n"));
  EXPECT_THAT(head, testing::EndsWith("ab"));
  EXPECT_FALSE(conversation.TakeRequest());
  EXPECT_EQ(next(), "cd");
  EXPECT_TRUE(conversation.owes_an_answer());
  EXPECT_EQ(next(), "ef") << "no more than was announced";
  EXPECT_FALSE(conversation.TakeRest());
  EXPECT_THAT(Serve(), testing::EndsWith("GET /1 ")) << "the connection goes on";
}

TEST_F(ConversationTest, TellsTheLengthOfWhatGoesOnToHeadAndGetsNothingOfIt) {
  Receive("HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(conversation.TakeRequest());
  Response response;
  response.rest_size = 600'000;
  response.rest = []() -> std::string { throw std::runtime_error("asked for"); };
  conversation.Answer(response, now);
  EXPECT_THAT(TakeOutput(), HasSubstr("Content-Length: 600000\r\n"));
  EXPECT_FALSE(conversation.TakeRest());
  EXPECT_FALSE(conversation.owes_an_answer());
}

TEST_F(ConversationTest, AnswersPipelinedRequestsInOrderAndOneAtATime) {
  Receive(kGet + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\nGET /4");
  ASSERT_TRUE(conversation.TakeRequest());
  EXPECT_EQ(conversation.request().target, "/1");
  EXPECT_FALSE(conversation.TakeRequest());
  conversation.Answer({}, now);
  EXPECT_FALSE(conversation.TakeRequest()) << "its answer has not been written yet";
  TakeOutput();
  EXPECT_THAT(Serve(), HasSubstr("GET /2 "));
  EXPECT_THAT(Serve(), HasSubstr("GET /3 "));
  EXPECT_EQ(Serve(), "");
  Receive(" HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(Serve(), HasSubstr("GET /4 "));
}

TEST_F(ConversationTest, EndsWithTheAnswerWhereTooMuchWasSentAhead) {
  Receive(kGet);
  ASSERT_TRUE(conversation.TakeRequest());
  for (int i = 0; i < 5'000; ++i) Receive(kGet);
  conversation.Answer({}, now);
  EXPECT_THAT(TakeOutput(), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(conversation.finished());
}

TEST_F(ConversationTest, ClosesWhereTheClientOrItsVersionSaysSo) {
  Receive("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(Serve(), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(conversation.finished());

  Conversation old(limits, budget, now);
  old.Receive("GET / HTTP/1.0\r\n\r\n", now);
  ASSERT_TRUE(old.TakeRequest());
  old.Answer({}, now);
  EXPECT_THAT(std::string(old.output()), HasSubstr("\r\nConnection: close\r\n"));
}

TEST_F(ConversationTest, TellsHttp10ThatItStays) {
  Receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(Serve(), HasSubstr("\r\nConnection: keep-alive\r\n"));
  EXPECT_FALSE(conversation.finished());
}

TEST_F(ConversationTest, LeavesTheBodyOutForHeadAndSaysItsLength) {
  Receive("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  const std::string answer = Serve();
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 7\r\n"));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
}

TEST_F(ConversationTest, GivesNoLengthWhereAnAnswerHasNoBody) {
  Receive(kGet);
  ASSERT_TRUE(conversation.TakeRequest());
  conversation.Answer({304, {}, "ignored"}, now);
  EXPECT_EQ(TakeOutput(), "HTTP/1.1 304 Not Modified\r\nDate: Sun, 09 Sep 2001 01:46:40 GMT\r\n\r\n");
}

TEST_F(ConversationTest, AsksForTheBodyWhereTheClientWaits) {
  Receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(TakeOutput(), kContinue);
  Receive("h");
  EXPECT_EQ(TakeOutput(), "");
  Receive("i");
  EXPECT_THAT(Serve(), HasSubstr("POST / hi"));
}

TEST_F(ConversationTest, RefusesALargeBodyBeforeItIsSent) {
  Receive("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9000000\r\n\r\n");
  const std::string answer = TakeOutput();
  EXPECT_EQ(test::StatusIn(answer), 413);
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
}

TEST_F(ConversationTest, RefusesInTheLanguageThatWasAskedForAndEnds) {
  Receive("GET / HTTP/1.1\r\nAccept-Language: en\r\n\r\n" + kGet);
  const std::string answer = TakeOutput();
  EXPECT_EQ(test::StatusIn(answer), 400);
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: application/problem+json\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(test::BodyIn(answer),
              HasSubstr(R"("type":"/problems/malformed_request","title":"the request is not valid HTTP")"));
  EXPECT_THAT(test::BodyIn(answer), HasSubstr(R"("code":"CH3100")"));
  EXPECT_TRUE(conversation.finished());
  Receive(kGet);
  EXPECT_FALSE(conversation.TakeRequest());

  Conversation chinese(limits, budget, now);
  chinese.Receive("GET / HTTP/1.1\r\n\r\n", now);
  EXPECT_THAT(std::string(chinese.output()), HasSubstr("请求不符合 HTTP 规范"));
}

TEST_F(ConversationTest, AnswersWhatCameBeforeABrokenRequest) {
  Receive(kGet + "GET /2 HTTP/1.1\r\nHost : a\r\n\r\n");
  EXPECT_THAT(Serve(), HasSubstr("GET /1 "));
  EXPECT_EQ(test::StatusIn(TakeOutput()), 400);
  EXPECT_TRUE(conversation.finished());
}

TEST_F(ConversationTest, AnswersAllThatAHalfClosedClientHasAskedAndThenEnds) {
  Receive(kGet + "GET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3");
  ASSERT_TRUE(conversation.TakeRequest());
  conversation.EndInput(now);
  EXPECT_TRUE(conversation.owes_an_answer());
  conversation.Answer({}, now);
  EXPECT_THAT(TakeOutput(), Not(HasSubstr("Connection: close")));
  EXPECT_THAT(Serve(), HasSubstr("GET /2 "));
  EXPECT_TRUE(conversation.finished());
}

TEST_F(ConversationTest, EndsWithAClientThatStopsInTheMiddleOfARequest) {
  Receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nh");
  conversation.EndInput(now);
  EXPECT_TRUE(conversation.finished());
  EXPECT_FALSE(conversation.owes_an_answer());
}

TEST_F(ConversationTest, TakesNoMoreOfABodyThanAllMayHoldTogether) {
  BodyBudget small(10);
  {
    Conversation first(limits, small, now);
    first.Receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n12345678", now);
    EXPECT_EQ(first.output(), "");
    EXPECT_EQ(small.used(), 8U);
    Conversation second(limits, small, now);
    second.Receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n123", now);
    EXPECT_EQ(test::StatusIn(second.output()), 503);
    EXPECT_THAT(std::string(second.output()), HasSubstr("\r\nRetry-After: "));
  }
  EXPECT_EQ(small.used(), 0U) << "who goes gives back what he held";
  Conversation third(limits, small, now);
  third.Receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123456789", now);
  third.Receive("0", now);
  ASSERT_TRUE(third.TakeRequest());
  third.Answer({}, now);
  third.Wrote(third.output().size(), now);
  EXPECT_EQ(small.used(), 0U);
}

// ---- time ----------------------------------------------------------------------------------------

TEST_F(ConversationTest, ClosesAnIdleConnectionWithoutAWord) {
  Pass(limits.idle - milliseconds(1));
  EXPECT_EQ(conversation.Check(now), Lateness::kNone);
  Receive(kGet);
  EXPECT_NE(Serve(), "");
  Pass(limits.idle - milliseconds(1));
  EXPECT_EQ(conversation.Check(now), Lateness::kNone);
  Pass(milliseconds(1));
  EXPECT_EQ(conversation.Check(now), Lateness::kIdle);
  EXPECT_EQ(TakeOutput(), "");
}

TEST_F(ConversationTest, GivesTheHeadItsTimeFromItsFirstByteOnAndNoMoreForFurtherBytes) {
  Pass(seconds(60));
  for (const char c : kGet.substr(0, 10)) {
    EXPECT_EQ(conversation.Check(now), Lateness::kNone);
    Receive(std::string(1, c));
    Pass(limits.head_time / 10);
  }
  EXPECT_EQ(conversation.Check(now), Lateness::kAnswered);
  const std::string answer = TakeOutput();
  EXPECT_EQ(test::StatusIn(answer), 408);
  EXPECT_THAT(answer, HasSubstr("CH3101"));
  EXPECT_TRUE(conversation.finished());
}

TEST_F(ConversationTest, GivesTheBodyItsTimeFromTheEndOfTheHeadOn) {
  Receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(conversation.Check(now), Lateness::kNone);
    Receive("a");
    Pass(limits.body_time / 10);
  }
  EXPECT_EQ(conversation.Check(now), Lateness::kAnswered);
  EXPECT_EQ(test::StatusIn(TakeOutput()), 408);
}

TEST_F(ConversationTest, GivesTheApplicationAsMuchTimeAsItTakes) {
  Receive(kGet);
  ASSERT_TRUE(conversation.TakeRequest());
  Pass(std::chrono::hours(1));
  EXPECT_EQ(conversation.Check(now), Lateness::kNone);
  conversation.Answer({}, now);
  EXPECT_EQ(test::StatusIn(TakeOutput()), 200);
}

TEST_F(ConversationTest, GivesUpAClientThatTakesItsAnswerByteByByte) {
  Receive(kGet);
  ASSERT_TRUE(conversation.TakeRequest());
  conversation.Answer({}, now);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(conversation.Check(now), Lateness::kNone);
    conversation.Wrote(1, now);
    Pass(limits.write_time / 10);
  }
  EXPECT_EQ(conversation.Check(now), Lateness::kHopeless);
}

TEST_F(ConversationTest, GivesAClientAMomentToCloseAfterTheLastAnswer) {
  Receive("GET / HTTP/1.0\r\n\r\n");
  EXPECT_NE(Serve(), "");
  EXPECT_EQ(conversation.Check(now), Lateness::kNone);
  Pass(limits.linger);
  EXPECT_EQ(conversation.Check(now), Lateness::kHopeless);
}

// ---- the end of the server -----------------------------------------------------------------------

TEST_F(ConversationTest, DrainsByEndingAtOnceWhereNothingIsUnderWay) {
  conversation.Drain(now);
  EXPECT_TRUE(conversation.finished());
}

TEST_F(ConversationTest, DrainsByAnsweringWhatIsUnderWay) {
  Receive(kGet);
  ASSERT_TRUE(conversation.TakeRequest());
  conversation.Drain(now);
  EXPECT_FALSE(conversation.finished());
  conversation.Answer({}, now);
  EXPECT_THAT(TakeOutput(), HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_TRUE(conversation.finished());
}

TEST_F(ConversationTest, DrainsByLettingABegunRequestCome) {
  Receive(kGet.substr(0, 10));
  conversation.Drain(now);
  EXPECT_FALSE(conversation.finished());
  Receive(kGet.substr(10));
  EXPECT_THAT(Serve(), HasSubstr("\r\nConnection: close\r\n"));
}

}  // namespace
}  // namespace charter::api
