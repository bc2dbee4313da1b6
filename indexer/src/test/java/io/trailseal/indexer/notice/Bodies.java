package io.trailseal.indexer.notice;

/// Messages as AWS sends them, with the accounts and names of its documentation.
final class Bodies {
  static final String KEY =
      "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/21/"
          + "111122223333_CloudTrail_eu-west-1_20261121T0935Z_AbCdEfGhIjKlMnOp.json.gz";

  static final String CONFIG_KEY =
      "AWSLogs/111122223333/Config/us-west-2/2026/9/27/ConfigHistory/111122223333_Config_us-west-2_"
          + "ConfigHistory_AWS::CloudTrail::Trail_20260927T195818Z_20260927T195818Z_1.json.gz";

  static final String TEST_EVENT =
      """
      {"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-21T09:40:00.000Z",
       "Bucket":"amzn-log-archive","RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR"}
      """;

  static final String CLOUDTRAIL =
      """
      {"s3Bucket":"amzn-log-archive","s3ObjectKey":[
        "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/21/a+b%20c_1.json.gz",
        "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/21/2.json.gz"]}
      """;

  static final String CONFIG_CHANGE =
      """
      {"configurationItemDiff":{"changeType":"UPDATE","changedProperties":{"Configuration.X.0":
         {"previousValue":null,"updatedValue":{"a":[1,2.5,true]},"changeType":"CREATE"}}},
       "configurationItem":{"relatedEvents":[],"relationships":[],"configuration":{"name":"b"},
         "configurationItemVersion":"1.3","resourceType":"AWS::S3::Bucket","resourceId":"amzn-s3-demo-bucket",
         "awsAccountId":"111122223333","awsRegion":"us-west-2"},
       "notificationCreationTime":"2026-11-21T09:41:00.000Z",
       "messageType":"ConfigurationItemChangeNotification","recordVersion":"1.3"}
      """;

  static final String CONFIG_HISTORY =
      """
      {"s3ObjectKey":"%s","s3Bucket":"amzn-log-archive","notificationCreationTime":"2026-09-27T20:37:05.217Z",
       "messageType":"ConfigurationHistoryDeliveryCompleted","recordVersion":"1.1"}
      """
          .formatted(CONFIG_KEY);

  static final String CONFIG_OVERSIZED =
      """
      {"configurationItemSummary":{"changeType":"UPDATE","configurationItemVersion":"1.2",
         "awsAccountId":"111122223333","resourceType":"AWS::EC2::Instance","resourceId":"i-1","resourceName":null,
         "awsRegion":"us-west-2"},
       "s3DeliverySummary":{"s3BucketLocation":"amzn-log-archive/AWSLogs/111122223333/Config/x.json.gz",
         "errorCode":null,"errorMessage":null},
       "notificationCreationTime":"2026-10-06T16:46:16.261Z",
       "messageType":"OversizedConfigurationItemChangeNotification","recordVersion":"1.0"}
      """;

  static final String CONFIG_FAILED_MAIL =
      """
      View the Timeline for this Resource in AWS Config Management Console:
      https://console.aws.amazon.com/config/home?region=us-west-2#/timeline/AWS::EC2::Instance/i-1

       The full configuration item change notification for this resource exceeded the maximum size.

      New State Record Summary:
      ----------------------------
      {"configurationItemSummary":{"resourceType":"AWS::EC2::Instance","resourceId":"i-1",
         "awsAccountId":"111122223333","awsRegion":"us-west-2"},
       "s3DeliverySummary":{"s3BucketLocation":null,"errorCode":"NoSuchBucket",
         "errorMessage":"The specified bucket does not exist"},
       "messageType":"OversizedConfigurationItemChangeDeliveryFailed","recordVersion":"1.0"}

      To stop receiving these, unsubscribe.
      """;

  static final String COMPLIANCE =
      """
      {"awsAccountId":"111122223333","configRuleName":"s3-public","configRuleARN":"arn:aws:config:x","resourceType":
       "AWS::S3::Bucket","resourceId":"b","awsRegion":"us-west-2","newEvaluationResult":{"complianceType":
       "NON_COMPLIANT"},"oldEvaluationResult":null,"messageType":"ComplianceChangeNotification"}
      """;

  private Bodies() {}

  /// One record of S3's list.
  static String record(String eventName, String key) {
    return """
        {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1",
         "eventTime":"2026-11-21T09:41:02.123Z","eventName":"%s",
         "userIdentity":{"principalId":"AWS:AROAEXAMPLE:regionalDeliverySession"},
         "requestParameters":{"sourceIPAddress":"192.0.2.1"},
         "responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG"},
         "s3":{"s3SchemaVersion":"1.0","configurationId":"all",
           "bucket":{"name":"amzn-log-archive","ownerIdentity":{"principalId":"A3NL1KOZZKExample"},
             "arn":"arn:aws:s3:::amzn-log-archive"},
           "object":{"key":"%s","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e",
             "versionId":"096fKKXTRTtl3on89fVO.nfljtsv6qko","sequencer":"0055AED6DCD90281E5"}}}"""
        .formatted(eventName, key);
  }

  static String s3(String... records) {
    return "{\"Records\":[%s]}".formatted(String.join(",", records));
  }

  static String sns(String message) {
    return """
        {"Type":"Notification","MessageId":"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
         "TopicArn":"arn:aws:sns:eu-west-1:111122223333:logs","Subject":"Amazon S3 Notification",
         "Message":%s,"Timestamp":"2026-11-21T09:41:02.456Z","SignatureVersion":"1","Signature":"EXAMPLEw6JRN=",
         "SigningCertURL":"https://sns.eu-west-1.amazonaws.com/x.pem",
         "UnsubscribeURL":"https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe"}"""
        .formatted(quoted(message));
  }

  static String eventBridge(String detailType, String key, String more) {
    return """
        {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"%s","source":"aws.s3",
         "account":"111122223333","time":"2026-11-21T09:41:02Z","region":"eu-west-1",
         "resources":["arn:aws:s3:::amzn-log-archive"],
         "detail":{"version":"0","bucket":{"name":"amzn-log-archive"},
           "object":{"key":"%s","size":5,"etag":"b1946ac92492d2347c6235b4d2611184",
             "version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e","sequencer":"617f08299329d189"},
           "request-id":"N4N7GDK58NMKJ12R","requester":"cloudtrail.amazonaws.com","source-ip-address":"1.2.3.4"%s}}"""
        .formatted(detailType, key, more);
  }

  static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "")
        + "\"";
  }
}
