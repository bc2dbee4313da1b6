package io.trailseal.api.awscompat;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The resources of an event. CloudTrail's service works them out for LookupEvents and does not
/// write them into log files, nor say how; `resources` of a record is what a fifth of all records
/// have. Besides, the members named here are read, which say what the calls are about that people
/// look up most.
///
/// Source: the request and response syntax of the calls, in each service's API reference.
final class Resources {
  private static final String ARN = "resources.ARN";
  private static final String TYPE = "resources.type";

  /// Names in the table are no longer; ARNs are. A query says the name once for each member.
  private static final int NAME_LENGTH_MAX = 128;

  /// Of one event.
  private static final int COUNT_MAX = 100;

  /// One member of one service's events that names a resource.
  private record Row(String source, String path, String type) {}

  private static final List<Row> ROWS =
      List.of(
          row("s3", "requestParameters.bucketName", "AWS::S3::Bucket"),
          row("ec2", "requestParameters.instancesSet.items.instanceId", "AWS::EC2::Instance"),
          row("ec2", "responseElements.instancesSet.items.instanceId", "AWS::EC2::Instance"),
          row("ec2", "requestParameters.groupId", "AWS::EC2::SecurityGroup"),
          row("ec2", "responseElements.groupId", "AWS::EC2::SecurityGroup"),
          row("ec2", "requestParameters.vpcId", "AWS::EC2::VPC"),
          row("ec2", "requestParameters.subnetId", "AWS::EC2::Subnet"),
          row("ec2", "requestParameters.volumeId", "AWS::EC2::Volume"),
          row("ec2", "responseElements.volumeId", "AWS::EC2::Volume"),
          row("iam", "requestParameters.userName", "AWS::IAM::User"),
          row("iam", "requestParameters.roleName", "AWS::IAM::Role"),
          row("iam", "requestParameters.groupName", "AWS::IAM::Group"),
          row("iam", "requestParameters.policyArn", "AWS::IAM::Policy"),
          row("iam", "requestParameters.instanceProfileName", "AWS::IAM::InstanceProfile"),
          row("iam", "requestParameters.accessKeyId", "AWS::IAM::AccessKey"),
          row("iam", "responseElements.accessKey.accessKeyId", "AWS::IAM::AccessKey"),
          row("sts", "requestParameters.roleArn", "AWS::IAM::Role"),
          row("sts", "responseElements.assumedRoleUser.arn", "AWS::STS::AssumedRole"),
          row("sts", "responseElements.credentials.accessKeyId", "AWS::IAM::AccessKey"),
          row("lambda", "requestParameters.functionName", "AWS::Lambda::Function"),
          row("kms", "requestParameters.keyId", "AWS::KMS::Key"),
          row("dynamodb", "requestParameters.tableName", "AWS::DynamoDB::Table"),
          row("rds", "requestParameters.dBInstanceIdentifier", "AWS::RDS::DBInstance"),
          row("rds", "requestParameters.dBClusterIdentifier", "AWS::RDS::DBCluster"),
          row("cloudtrail", "requestParameters.name", "AWS::CloudTrail::Trail"),
          row("cloudformation", "requestParameters.stackName", "AWS::CloudFormation::Stack"),
          row("secretsmanager", "requestParameters.secretId", "AWS::SecretsManager::Secret"),
          row("logs", "requestParameters.logGroupName", "AWS::Logs::LogGroup"),
          row("sns", "requestParameters.topicArn", "AWS::SNS::Topic"),
          row("sqs", "requestParameters.queueUrl", "AWS::SQS::Queue"));

  /// All that [#of] reads.
  static final Set<String> PATHS =
      ROWS.stream().map(Row::path).collect(Collectors.toUnmodifiableSet());

  private Resources() {}

  private static Row row(String service, String path, String type) {
    return new Row(service + ".amazonaws.com", path, type);
  }

  /// @param type empty where it is not known
  /// @param name an ARN, or the name the call used
  record Resource(String type, String name) {}

  /// The resources of one event: those it lists itself, then those of the table.
  static List<Resource> of(RecordMembers record) {
    Set<Resource> all = new LinkedHashSet<>(record.resources());
    String source = record.first("eventSource");
    for (Row row : ROWS) {
      if (row.source.equals(source)) {
        record.all(row.path).forEach(name -> all.add(new Resource(row.type, name)));
      }
    }
    return all.stream().limit(COUNT_MAX).toList();
  }

  /// The events with a resource of this name.
  static Query named(String name) {
    Query listed = Lookup.is(ARN, name);
    return name.length() > NAME_LENGTH_MAX ? listed : orAmong(listed, ROWS, new Test.Is(name));
  }

  /// The events with a resource of this type.
  static Query ofType(String type) {
    return orAmong(
        Lookup.is(TYPE, type),
        ROWS.stream().filter(row -> row.type.equalsIgnoreCase(type)).toList(),
        new Test.Exists());
  }

  private static Query orAmong(Query listed, List<Row> rows, Test test) {
    Map<String, List<Query>> bySource = new LinkedHashMap<>();
    for (Row row : rows) {
      bySource
          .computeIfAbsent(row.source, _ -> new ArrayList<>())
          .add(new Query.Field(row.path, test));
    }
    List<Query> any = new ArrayList<>();
    any.add(listed);
    bySource.forEach(
        (source, members) ->
            any.add(Lookup.all(List.of(Lookup.is("eventSource", source), Lookup.any(members)))));
    return Lookup.any(any);
  }
}
